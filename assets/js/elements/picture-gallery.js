/** Thumbnails that move the row of pictures without moving the page, and know which one is seen. */
export class PictureGallery extends HTMLElement {
  connectedCallback() {
    this.stage = this.querySelector(".stage");
    this.addEventListener("click", (event) => {
      const link = event.target.closest(".thumbs a");
      if (!link) return;
      event.preventDefault();
      this.moveTo(this.querySelector(link.hash));
    });
    const options = { root: this.stage, threshold: 0.6 };
    this.observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.mark(target);
    }, options);
    for (const picture of this.stage.children) this.observer.observe(picture);
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  /** Brings the picture with this hash into view, if there is one. */
  show(hash) {
    const picture = [...this.stage.children].find((item) => item.dataset.picture === hash);
    if (picture) this.moveTo(picture);
  }

  moveTo(picture) {
    this.stage.scrollTo({ left: picture.offsetLeft - this.stage.firstElementChild.offsetLeft });
  }

  mark(picture) {
    for (const link of this.querySelectorAll(".thumbs a")) {
      if (link.hash === `#${picture.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}
