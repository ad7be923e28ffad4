import { encodePicture } from "../pictures.js";

const AT_ONCE = 2;
const MAX_BYTES = 20 * 1024 * 1024;

/** Sends bytes with news of how far it is. Answers with the status and the JSON that came back. */
function send(method, address, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress?.(loaded / total));
    request.addEventListener("load", () => resolve({ status: request.status, json: request.response }));
    request.addEventListener("error", () => reject(new Error("The connection broke. Try again.")));
    request.send(body);
  });
}

/** Takes several files, makes their sizes in the browser, and puts each picture into the form when it has arrived. */
export class PictureUpload extends HTMLElement {
  connectedCallback() {
    this.waiting = [];
    this.running = 0;
    this.order = this.parentElement.querySelector("picture-order");
    this.field = this.querySelector("[type=file]");
    this.uploads = this.querySelector(".uploads");
    this.field.multiple = true;
    this.querySelector("label").textContent = "Add pictures, or drop them here";
    this.querySelector("button").hidden = true;
    this.field.addEventListener("change", () => {
      this.take(this.field.files);
      // What is on its way is not sent once more with the form.
      this.field.value = "";
    });
    this.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take(event.dataTransfer.files);
    });
  }

  get isBusy() {
    return this.running > 0;
  }

  take(files) {
    for (const file of files) {
      const row = document.createElement("li");
      row.className = "upload-row";
      row.append(Object.assign(document.createElement("span"), { textContent: file.name }));
      this.uploads.append(row);
      this.enqueue({ file, row });
    }
  }

  enqueue(job) {
    const progress = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    progress.setAttribute("aria-label", job.file.name);
    job.row.querySelector(".fault")?.remove();
    job.row.querySelector("button")?.remove();
    job.row.append(progress);
    this.waiting.push({ ...job, progress });
    this.proceed();
  }

  proceed() {
    while (this.running < AT_ONCE && this.waiting.length > 0) {
      this.running += 1;
      const job = this.waiting.shift();
      this.upload(job)
        .then(() => job.row.remove())
        .catch((error) => this.refuse(job, error.message))
        .finally(() => {
          this.running -= 1;
          this.proceed();
          if (!this.isBusy) this.dispatchEvent(new Event("uploads-ended"));
        });
    }
  }

  refuse(job, sentence) {
    job.progress.remove();
    const again = Object.assign(document.createElement("button"), { type: "button", className: "text-button", textContent: "Try again" });
    again.addEventListener("click", () => this.enqueue(job));
    job.row.append(Object.assign(document.createElement("span"), { className: "fault", textContent: sentence }), again);
  }

  async upload({ file, progress }) {
    if (file.size > MAX_BYTES) throw new Error("This file has more than 20 MB. Make it smaller first.");
    const { main, renditions, preview } = await encodePicture(file);
    const sent = await send("POST", "/api/admin/v1/media", main, (part) => (progress.value = part * 0.7));
    if (sent.status >= 400 || !sent.json) throw new Error(sent.json?.detail ?? "The shop did not take it. Try again in a moment.");
    const { hash } = sent.json;
    for (const [at, { width, blob }] of renditions.entries()) {
      // A size that is not taken is made by the shop when somebody first asks for it.
      await send("PUT", `/api/admin/v1/media/${hash}/renditions/${width}`, blob).catch(() => {});
      progress.value = 0.7 + (0.3 * (at + 1)) / renditions.length;
    }
    if (!this.order.has(hash)) this.show(hash, preview);
  }

  show(hash, preview) {
    const picture = this.querySelector("template").content.firstElementChild.cloneNode(true);
    picture.querySelector("[type=hidden]").value = hash;
    const image = picture.querySelector("img");
    if (preview) image.replaceWith(preview);
    else image.src = `/media/${hash}/320.webp`;
    this.order.add(picture);
  }
}
