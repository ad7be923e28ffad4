// A small renderer: distance fields in a plain room with one large soft light, so
// that every picture of the shop has the same daylight. Lengths are in decimetres.
import { encode } from './colour.mjs';
import { hit, openness, trace, visible } from './light.mjs';

const surface = {
  x: 0, y: 0, z: 0, nx: 0, ny: 0, nz: 0, footprint: 0,
  r: 0, g: 0, b: 0, gloss: 0, rough: 0.5, sheen: 0, glow: 0, metal: false,
};
const seen = { key: 1, sky: 1, open: 1 };
const ray = { x: 0, y: 0, z: 0 };
const result = new Float64Array(3);

function normalOf(object) {
  const e = object.detail;
  const { x, y, z } = surface;
  const a = object.distance(x + e, y - e, z - e);
  const b = object.distance(x - e, y - e, z + e);
  const c = object.distance(x - e, y + e, z - e);
  const d = object.distance(x + e, y + e, z + e);
  const nx = a - b - c + d;
  const ny = -a - b + c + d;
  const nz = -a + b - c + d;
  const length = Math.hypot(nx, ny, nz) || 1;
  surface.nx = nx / length;
  surface.ny = ny / length;
  surface.nz = nz / length;
}

/** Finds the point in the object's own space and its smooth normal, there and in the world. */
function findNormal(scene, dx, dy, dz) {
  const object = hit.object;
  if (!object) {
    surface.x = hit.x;
    surface.y = hit.y;
    surface.z = hit.z;
    const { room } = scene;
    const inCurve = room.curve > 0 && hit.y < room.curve && hit.z < room.wall + room.curve;
    surface.nx = 0;
    surface.ny = inCurve ? (room.curve - hit.y) / room.curve : hit.y < 0.001 ? 1 : 0;
    surface.nz = inCurve ? (room.wall + room.curve - hit.z) / room.curve : 1 - surface.ny;
  } else {
    const m = object.turn;
    const px = hit.x - object.at[0];
    const py = hit.y - object.at[1];
    const pz = hit.z - object.at[2];
    surface.x = m[0] * px + m[3] * py + m[6] * pz;
    surface.y = m[1] * px + m[4] * py + m[7] * pz;
    surface.z = m[2] * px + m[5] * py + m[8] * pz;
    if (object.normal) object.normal(surface);
    else normalOf(object);
  }
  hit.nx = surface.nx;
  hit.ny = surface.ny;
  hit.nz = surface.nz;
  if (object) {
    toWorld(object, hit);
    if (object.hit && hit.nx * dx + hit.ny * dy + hit.nz * dz > 0) {
      hit.nx = -hit.nx;
      hit.ny = -hit.ny;
      hit.nz = -hit.nz;
    }
  }
}

function toWorld(object, vector) {
  const m = object.turn;
  const { nx, ny, nz } = vector;
  vector.nx = m[0] * nx + m[1] * ny + m[2] * nz;
  vector.ny = m[3] * nx + m[4] * ny + m[5] * nz;
  vector.nz = m[6] * nx + m[7] * ny + m[8] * nz;
}

/** Asks the object (or the room) for its colour and its final normal. */
function readSurface(scene, pixel) {
  surface.gloss = 0;
  surface.rough = 0.5;
  surface.sheen = 0;
  surface.glow = 0;
  surface.metal = false;
  surface.footprint = hit.t * pixel;
  const object = hit.object;
  const { room } = scene;
  const before = surface.nx * 4 + surface.ny * 2 + surface.nz;
  if (object) object.surface(surface);
  else (surface.ny > 0.5 || room.curve > 0 ? room.floorSurface : room.wallSurface)(surface);
  if (surface.nx * 4 + surface.ny * 2 + surface.nz === before) {
    surface.nx = hit.nx;
    surface.ny = hit.ny;
    surface.nz = hit.nz;
    return;
  }
  if (object) toWorld(object, surface);
  const facing = surface.nx * hit.nx + surface.ny * hit.ny + surface.nz * hit.nz;
  const length = Math.hypot(surface.nx, surface.ny, surface.nz) * (facing < 0 ? -1 : 1) || 1;
  surface.nx /= length;
  surface.ny /= length;
  surface.nz /= length;
}

/** How much of the light, of the sky and of the room the point sees. */
function look(scene) {
  const { light } = scene;
  const x = hit.x + hit.nx * 0.014;
  const y = hit.y + hit.ny * 0.014;
  const z = hit.z + hit.nz * 0.014;
  const lx = light.at[0] - x;
  const ly = light.at[1] - y;
  const lz = light.at[2] - z;
  const reach = Math.sqrt(lx * lx + ly * ly + lz * lz);
  const { object } = hit;
  seen.key = hit.nx * lx + hit.ny * ly + hit.nz * lz < -0.25 * reach ? 0
    : visible(scene, x, y, z, lx / reach, ly / reach, lz / reach, reach, light.width, object);
  seen.sky = visible(scene, x, y, z, light.fill[0], light.fill[1], light.fill[2], 6, 0.6, object);
  seen.open = openness(scene, x, y, z, hit.nx, hit.ny, hit.nz);
}

/** What a glossy surface mirrors: a window in the direction of the light, a pale room. */
function mirrored(scene, rx, ry, rz, lx, ly, lz, rough) {
  const ahead = rx * lx + ry * ly + rz * lz;
  const room = 0.28 + 0.3 * Math.max(0, ry);
  if (ahead <= 0.05) return room;
  const sideLength = Math.hypot(lx, lz) || 1;
  const a = (rx * lz - rz * lx) / sideLength / ahead;
  const upX = (-lx * ly) / sideLength;
  const upZ = (-lz * ly) / sideLength;
  const b = (rx * upX + ry * sideLength + rz * upZ) / ahead;
  const soft = 0.03 + rough * 0.9;
  const edge = (value) => 1 / (1 + Math.exp((-4 * value) / soft));
  // The window reaches low, so that upright walls mirror it too.
  const pane = edge(0.3 - Math.abs(a)) * edge(0.72 - Math.abs(b + 0.3));
  const bars = 1 - 0.75 * Math.exp(-((a / (0.025 + rough * 0.3)) ** 2)) * (1 - Math.min(1, rough * 2.4));
  return room + (scene.light.window * pane * bars) / (1 + rough * 3.5);
}

function shade(scene, dx, dy, dz, pixel) {
  readSurface(scene, pixel);
  const { light, ambient } = scene;
  const { nx, ny, nz } = surface;
  const { sky, open } = seen;
  let lx = light.at[0] - hit.x;
  let ly = light.at[1] - hit.y;
  let lz = light.at[2] - hit.z;
  const reach = Math.sqrt(lx * lx + ly * ly + lz * lz);
  lx /= reach;
  ly /= reach;
  lz /= reach;
  const soft = surface.sheen * 0.35;
  let key = Math.max(0, (nx * lx + ny * ly + nz * lz + soft) / (1 + soft)) * seen.key * (light.reach / reach) ** 2;
  if (light.stencil) key *= light.stencil(hit.x, hit.y, hit.z);
  const up = nx * light.fill[0] + ny * light.fill[1] + nz * light.fill[2];
  const fill = (0.45 + 0.55 * Math.max(0, up)) * (0.4 + 0.6 * sky) * open;
  const bounce = open * (0.5 - 0.5 * ny) * 0.42;
  const glow = surface.glow;
  for (let channel = 0; channel < 3; channel += 1) {
    const albedo = channel === 0 ? surface.r : channel === 1 ? surface.g : surface.b;
    result[channel] = albedo * (light.colour[channel] * key + ambient.colour[channel] * fill
      + ambient.bounce[channel] * bounce + glow);
  }
  const facingEye = -(nx * dx + ny * dy + nz * dz);
  if (surface.gloss > 0) {
    const rx = dx + 2 * facingEye * nx;
    const ry = dy + 2 * facingEye * ny;
    const rz = dz + 2 * facingEye * nz;
    const fresnel = 0.045 + 0.75 * (1 - Math.max(0, facingEye)) ** 5;
    const seen = mirrored(scene, rx, ry, rz, lx, ly, lz, surface.rough);
    const amount = surface.gloss * fresnel * seen * (0.35 + 0.65 * open);
    result[0] += amount * (surface.metal ? surface.r : 1);
    result[1] += amount * (surface.metal ? surface.g : 1);
    result[2] += amount * (surface.metal ? surface.b : 1);
  }
  if (surface.sheen > 0) {
    const rim = surface.sheen * 0.22 * (1 - Math.max(0, facingEye)) ** 3 * open;
    result[0] += rim * surface.r;
    result[1] += rim * surface.g;
    result[2] += rim * surface.b;
  }
}

function cameraOf(scene, width, height) {
  const { eye, target, fov, shift = [0, 0], roll = 0 } = scene.camera;
  const forward = normalise([target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]]);
  const flat = Math.hypot(forward[0], forward[2]) < 1e-4;
  let right = flat ? [1, 0, 0] : normalise([-forward[2], 0, forward[0]]);
  let up = cross(right, forward);
  if (roll) {
    const c = Math.cos(roll);
    const s = Math.sin(roll);
    const turned = right.map((value, axis) => value * c + up[axis] * s);
    up = up.map((value, axis) => value * c - right[axis] * s);
    right = turned;
  }
  const half = Math.tan((fov * Math.PI) / 360);
  return { eye, forward, right, up, half, shift, aspect: width / height, pixel: (2 * half) / height };
}

const normalise = (v) => {
  const length = Math.hypot(...v);
  return v.map((value) => value / length);
};
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0],
];

const tile = 16;

/** For each small square of the picture, the objects that may be seen in it. */
function assign(scene, camera, width, height) {
  const columns = Math.ceil((width + 4) / tile);
  const rows = Math.ceil((height + 4) / tile);
  camera.tileColumns = columns;
  camera.candidates = [];
  const spread = Math.atan(tile * 0.75 * camera.pixel);
  const balls = scene.objects.map((object) => {
    const way = [0, 1, 2].map((axis) => object.ball[axis] - camera.eye[axis]);
    const distance = Math.hypot(...way);
    return { object, way: way.map((value) => value / distance), angle: Math.asin(Math.min(1, object.ball[3] / distance)) + spread };
  });
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [x, y, z] = direction(camera, width, height, (column + 0.5) * tile, (row + 0.5) * tile);
      camera.candidates.push(balls
        .filter(({ way, angle }) => Math.acos(Math.min(1, way[0] * x + way[1] * y + way[2] * z)) < angle)
        .map(({ object }) => object));
    }
  }
}

function direction(camera, width, height, column, row) {
  const u = ((column / width) * 2 - 1 + camera.shift[0]) * camera.half * camera.aspect;
  const v = (1 - (row / height) * 2 + camera.shift[1]) * camera.half;
  return normalise(camera.forward.map((value, axis) => value + camera.right[axis] * u + camera.up[axis] * v));
}

/** Follows the ray of a picture point; afterwards `hit` and `ray` say what it met. */
function aim(scene, camera, width, height, column, row) {
  const u = ((column / width) * 2 - 1 + camera.shift[0]) * camera.half * camera.aspect;
  const v = (1 - (row / height) * 2 + camera.shift[1]) * camera.half;
  const { eye, forward, right, up } = camera;
  const dx = forward[0] + right[0] * u + up[0] * v;
  const dy = forward[1] + right[1] * u + up[1] * v;
  const dz = forward[2] + right[2] * u + up[2] * v;
  const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
  ray.x = dx / length;
  ray.y = dy / length;
  ray.z = dz / length;
  trace(scene, camera.candidates[((row / tile) | 0) * camera.tileColumns + ((column / tile) | 0)], eye[0], eye[1], eye[2], ray.x, ray.y, ray.z);
  hit.x = eye[0] + ray.x * hit.t;
  hit.y = eye[1] + ray.y * hit.t;
  hit.z = eye[2] + ray.z * hit.t;
  findNormal(scene, ray.x, ray.y, ray.z);
}

const spacing = 6;

/** What each fourth point sees of the light: it changes slowly but for the edges. */
function survey(scene, camera, width, height) {
  const columns = Math.ceil(width / spacing) + 1;
  const rows = Math.ceil(height / spacing) + 1;
  const map = {
    columns, objects: new Int16Array(columns * rows), values: new Float32Array(columns * rows * 3),
  };
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 1) {
      aim(scene, camera, width, height, column * spacing, row * spacing);
      look(scene);
      map.objects[at] = scene.objects.indexOf(hit.object);
      map.values[at * 3] = seen.key;
      map.values[at * 3 + 1] = seen.sky;
      map.values[at * 3 + 2] = seen.open;
    }
  }
  return map;
}

/** Takes what is seen of the light from the survey; false where that would be too coarse. */
function recall(map, object, column, row) {
  const u = column / spacing;
  const v = row / spacing;
  const at = (v | 0) * map.columns + (u | 0);
  const fu = u - (u | 0);
  const fv = v - (v | 0);
  const { objects, values } = map;
  let total = 0;
  let key = 0;
  let sky = 0;
  let open = 0;
  let least = 2;
  let most = -1;
  for (let index = 0; index < 4; index += 1) {
    const point = at + (index & 1) + (index >> 1) * map.columns;
    if (objects[point] !== object) continue;
    const weight = ((index & 1) ? fu : 1 - fu) * (index >> 1 ? fv : 1 - fv) + 0.001;
    total += weight;
    key += values[point * 3] * weight;
    sky += values[point * 3 + 1] * weight;
    open += values[point * 3 + 2] * weight;
    least = Math.min(least, values[point * 3]);
    most = Math.max(most, values[point * 3]);
  }
  if (total < 0.3 || most - least > 0.16) return false;
  seen.key = key / total;
  seen.sky = sky / total;
  seen.open = open / total;
  return true;
}

/** Colours every pixel once, and keeps what each saw of the light. */
function firstPass(scene, camera, width, height) {
  const map = survey(scene, camera, width, height);
  const count = width * height;
  const pass = { colours: new Float32Array(count * 3), lights: new Float32Array(count * 3), objects: new Int16Array(count) };
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) {
      aim(scene, camera, width, height, column + 0.5, row + 0.5);
      const object = scene.objects.indexOf(hit.object);
      if (!recall(map, object, column + 0.5, row + 0.5)) look(scene);
      pass.objects[at] = object;
      pass.lights[at * 3] = seen.key;
      pass.lights[at * 3 + 1] = seen.sky;
      pass.lights[at * 3 + 2] = seen.open;
      shade(scene, ray.x, ray.y, ray.z, camera.pixel);
      develop();
      pass.colours.set(result, at * 3);
    }
  }
  return pass;
}

/** Samples one pixel again, with the light that it or a neighbour saw on the same object. */
function sampleAgain(scene, camera, pass, width, height, column, row, at) {
  aim(scene, camera, width, height, column, row);
  const object = scene.objects.indexOf(hit.object);
  const { objects, lights } = pass;
  const near = objects[at] === object ? at : objects[at - 1] === object ? at - 1
    : objects[at + 1] === object ? at + 1 : objects[at - width] === object ? at - width
      : objects[at + width] === object ? at + width : -1;
  if (near < 0) {
    look(scene);
  } else {
    seen.key = lights[near * 3];
    seen.sky = lights[near * 3 + 1];
    seen.open = lights[near * 3 + 2];
  }
  shade(scene, ray.x, ray.y, ray.z, camera.pixel);
  develop();
}

/** Turns light into a picture value: a little less colour, and soft whites. */
function develop() {
  const grey = 0.25 * result[0] + 0.6 * result[1] + 0.15 * result[2];
  for (let channel = 0; channel < 3; channel += 1) {
    const value = (grey + (result[channel] - grey) * 0.9) * 0.95;
    result[channel] = encode(value < 0.62 ? value : 0.62 + 0.38 * (1 - Math.exp(-(value - 0.62) / 0.38)));
  }
}

const extra = [[0.125, 0.375], [0.625, 0.125], [0.375, 0.875], [0.875, 0.625]];

/** Renders a scene into RGB bytes. */
export function render(scene, width, height) {
  const camera = cameraOf(scene, width, height);
  assign(scene, camera, width, height);
  const pass = firstPass(scene, camera, width, height);
  const { colours } = pass;
  const bytes = Buffer.alloc(width * height * 3);
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) {
      let r = colours[at * 3];
      let g = colours[at * 3 + 1];
      let b = colours[at * 3 + 2];
      if (isEdge(colours, at * 3, column, row, width, height)) {
        r = g = b = 0;
        for (const [u, v] of extra) {
          sampleAgain(scene, camera, pass, width, height, column + u, row + v, at);
          r += result[0] / 4;
          g += result[1] / 4;
          b += result[2] / 4;
        }
      }
      const across = (column / width - 0.5) * 2;
      const down = (row / height - 0.5) * 2;
      const vignette = 255 * (1 - 0.05 * (across * across + down * down));
      bytes[at * 3] = Math.round(Math.min(1, r) * vignette);
      bytes[at * 3 + 1] = Math.round(Math.min(1, g) * vignette);
      bytes[at * 3 + 2] = Math.round(Math.min(1, b) * vignette);
    }
  }
  return bytes;
}

/** A pixel that differs from a neighbour is sampled again, more finely. */
function isEdge(pixels, at, column, row, width, height) {
  const differs = (other) => Math.abs(pixels[at] - pixels[other])
    + Math.abs(pixels[at + 1] - pixels[other + 1])
    + Math.abs(pixels[at + 2] - pixels[other + 2]) > 0.08;
  const line = width * 3;
  return (column > 0 && differs(at - 3)) || (column < width - 1 && differs(at + 3))
    || (row > 0 && differs(at - line)) || (row < height - 1 && differs(at + line));
}
