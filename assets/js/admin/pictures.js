// Pictures as the shop keeps them, made by the browser before anything is sent.

/** The sizes that pages ask for: `media::Rendition::WIDTHS`. */
const WIDTHS = [320, 640, 960, 1280, 1920];
const WIDEST = 2400;
const PREVIEW_WIDTH = 320;

function draw(bitmap, width) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.max(1, Math.round((bitmap.height * width) / bitmap.width));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const encode = (canvas, quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/webp", quality));

/** Answers with the file to keep, its smaller sizes, and a canvas to look at. A file that the browser cannot
    read or encode, and one that may move, is kept as it is: the shop makes its sizes. */
export async function encodePicture(file) {
  const original = { main: file, renditions: [], preview: undefined };
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return original;
  }
  try {
    const preview = draw(bitmap, Math.min(PREVIEW_WIDTH, bitmap.width));
    if (file.type === "image/gif") return { ...original, preview };
    const width = Math.min(bitmap.width, WIDEST);
    const main = await encode(draw(bitmap, width), 0.9);
    if (main?.type !== "image/webp") return { ...original, preview };
    const renditions = [];
    for (const smaller of WIDTHS.filter((known) => known < width)) {
      renditions.push({ width: smaller, blob: await encode(draw(bitmap, smaller), 0.82) });
    }
    return { main, renditions, preview };
  } finally {
    bitmap.close();
  }
}
