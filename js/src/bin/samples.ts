/** Three pictures to try the widget with, drawn here so that it works without a network: dawn, hills, night. */

const WIDTH = 1600;
const HEIGHT = 1200;
const NAMES: Record<string, readonly string[]> = {
  en: ["sunrise.jpg", "hills.jpg", "city at night.jpg"],
  zh: ["日出.jpg", "山丘.jpg", "夜城.jpg"],
};

type Paint = (context: CanvasRenderingContext2D) => void;

export async function drawSamples(language: string): Promise<File[]> {
  const names = NAMES[language] ?? NAMES.en!;
  const blobs = await Promise.all([sunrise, hills, city].map(drawn));
  return blobs.map((blob, index) => new File([blob], names[index] ?? `${index}.jpg`, { type: "image/jpeg" }));
}

async function drawn(paint: Paint): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser has no canvas.");
  paint(context);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  if (!blob) throw new Error("The browser cannot make a JPEG.");
  return blob;
}

const sunrise: Paint = (context) => {
  sky(context, ["#1c2a52", "#a5527a", "#f5a25d", "#ffdf9e"]);
  disc(context, WIDTH * 0.5, HEIGHT * 0.6, 150, "#fff3cf", "rgba(255,214,130,.55)");
  const sea = context.createLinearGradient(0, HEIGHT * 0.62, 0, HEIGHT);
  sea.addColorStop(0, "#e99a63");
  sea.addColorStop(0.25, "#8a4c74");
  sea.addColorStop(1, "#1d2650");
  context.fillStyle = sea;
  context.fillRect(0, HEIGHT * 0.62, WIDTH, HEIGHT);
  context.fillStyle = "rgba(255,232,170,.7)";
  for (let row = 0; row < 22; row++) {
    const width = 40 + row * 9 + 60 * Math.abs(Math.sin(row * 2.3));
    context.fillRect(WIDTH / 2 - width / 2 + 26 * Math.sin(row * 1.7), HEIGHT * 0.635 + row * 19, width, 5);
  }
};

const hills: Paint = (context) => {
  sky(context, ["#7fb4dc", "#b9dcee", "#eef6ee"]);
  disc(context, WIDTH * 0.76, HEIGHT * 0.24, 80, "#fffbe6", "rgba(255,250,220,.6)");
  for (const [x, y, r] of [
    [300, 230, 60],
    [380, 215, 84],
    [480, 240, 62],
    [1010, 330, 46],
    [1075, 318, 62],
    [1150, 336, 44],
  ]) {
    disc(context, x!, y!, r!, "rgba(255,255,255,.85)", "rgba(255,255,255,0)");
  }
  const colours = ["#a9c8b4", "#83b08c", "#5d9469", "#3f764d", "#295a3a"];
  for (const [index, colour] of colours.entries()) {
    ridge(context, HEIGHT * (0.46 + index * 0.105), 74 - index * 7, 0.0031 + index * 0.0007, index * 1.9, colour);
  }
};

const city: Paint = (context) => {
  sky(context, ["#0b1030", "#1d2257", "#4a3676"]);
  for (let star = 0; star < 160; star++) {
    context.fillStyle = `rgba(255,255,255,${0.25 + 0.7 * noise(star + 900)})`;
    context.fillRect(noise(star) * WIDTH, noise(star + 400) * HEIGHT * 0.5, 3, 3);
  }
  disc(context, WIDTH * 0.2, HEIGHT * 0.2, 70, "#f4ecd0", "rgba(244,236,208,.3)");
  for (const [layer, colour] of ["#2b2a63", "#1b1b45", "#0f1029"].entries()) {
    let x = -20;
    for (let house = 0; x < WIDTH; house++) {
      const width = 90 + 90 * noise(layer * 50 + house);
      const height = HEIGHT * (0.52 - layer * 0.1) * (0.55 + 0.6 * noise(layer * 90 + house + 7));
      context.fillStyle = colour;
      context.fillRect(x, HEIGHT - height, width, height);
      for (let wx = x + 14; layer > 0 && wx < x + width - 22; wx += 28) {
        for (let wy = HEIGHT - height + 20; wy < HEIGHT - 20; wy += 38) {
          if (noise(wx * 3.1 + wy * 7.7) < 0.6) continue;
          context.fillStyle = noise(wx + wy) > 0.5 ? "#ffd98a" : "#ffb46b";
          context.fillRect(wx, wy, 13, 18);
        }
      }
      x += width + 4;
    }
  }
};

function sky(context: CanvasRenderingContext2D, colours: readonly string[]): void {
  const gradient = context.createLinearGradient(0, 0, 0, HEIGHT * 0.75);
  for (const [index, colour] of colours.entries()) gradient.addColorStop(index / (colours.length - 1), colour);
  context.fillStyle = gradient;
  context.fillRect(0, 0, WIDTH, HEIGHT);
}

function disc(context: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string, glow: string): void {
  const halo = context.createRadialGradient(x, y, r * 0.9, x, y, r * 3.2);
  halo.addColorStop(0, glow);
  halo.addColorStop(1, "rgba(255,255,255,0)");
  context.fillStyle = halo;
  context.fillRect(x - r * 4, y - r * 4, r * 8, r * 8);
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fill();
}

function ridge(
  context: CanvasRenderingContext2D,
  y: number,
  rise: number,
  step: number,
  shift: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(0, HEIGHT);
  for (let x = 0; x <= WIDTH; x += 10) {
    context.lineTo(x, y + rise * Math.sin(x * step + shift) + rise * 0.4 * Math.sin(x * step * 2.7 + shift * 2));
  }
  context.lineTo(WIDTH, HEIGHT);
  context.fill();
}

/** The same number between 0 and 1 for the same seed. */
function noise(seed: number): number {
  const value = Math.sin(seed * 127.1 + 311.7) * 43758.5453;
  return value - Math.floor(value);
}
