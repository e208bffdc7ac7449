// Two maps of the same pictures: the embedding that was learnt, whose every point can be decoded, and PCA's. The value is
// JSON as `ui/components/atlas.py` writes it; an event `point` carries the place that was pressed.
const COLOURS = ['#eea744', '#6fa8c9', '#8fbf7f', '#d0604a', '#b48ead', '#d9c27a', '#63b3a6', '#c98a6f', '#8f9bd0', '#a3a199'];
const PAD = 14;
let data = null;
let sprites = null;
let decoded = null;

const load = (source) => {
  if (!source) return null;
  const image = new Image();
  image.onload = () => draw();
  image.src = source;
  return image;
};

const panels = () => [...element.querySelectorAll('canvas.pen-map')];

const scale = (canvas, bounds) => {
  const box = canvas.getBoundingClientRect();
  const [left, right, bottom, top] = bounds;
  const across = (box.width - 2 * PAD) / (right - left || 1);
  const down = (box.height - 2 * PAD) / (top - bottom || 1);
  return {
    to: (x, y) => [PAD + (x - left) * across, box.height - PAD - (y - bottom) * down],
    from: (px, py) => [left + (px - PAD) / across, bottom + (box.height - PAD - py) / down],
  };
};

const draw = () => {
  panels().forEach((canvas, which) => {
    const map = data && data.maps[which];
    const ratio = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    canvas.width = Math.max(1, box.width * ratio);
    canvas.height = Math.max(1, box.height * ratio);
    if (!map) return;
    const pen = canvas.getContext('2d');
    pen.scale(ratio, ratio);
    const { to } = scale(canvas, map.bounds);
    map.points.forEach(([x, y], index) => {
      const [px, py] = to(x, y);
      const label = data.labels.length ? data.labels[index] : 0;
      pen.fillStyle = COLOURS[label % COLOURS.length];
      pen.globalAlpha = 0.8;
      pen.beginPath();
      pen.arc(px, py, 3, 0, 2 * Math.PI);
      pen.fill();
    });
  });
};

const cut = (canvas, sheet, side, columns, index) => {
  const pen = canvas.getContext('2d');
  pen.imageSmoothingEnabled = false;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (!sheet || !sheet.complete || index < 0) return;
  const x = (index % columns) * side;
  const y = Math.floor(index / columns) * side;
  pen.drawImage(sheet, x, y, side, side, 0, 0, canvas.width, canvas.height);
};

const nearest = (map, x, y) => {
  let best = -1;
  let distance = Infinity;
  map.points.forEach(([a, b], index) => {
    const away = (a - x) ** 2 + (b - y) ** 2;
    if (away < distance) [best, distance] = [index, away];
  });
  return best;
};

const show = (which, x, y) => {
  const map = data.maps[which];
  const found = nearest(map, x, y);
  cut(element.querySelector('.pen-map-near'), sprites, data.side, data.columns, found);
  const label = data.labels.length ? data.names[data.labels[found]] : '';
  element.querySelector('.pen-map-label').textContent = label ? `nearest: ${label}` : 'nearest';
  const target = element.querySelector('.pen-map-decoded');
  if (which !== 0 || !decoded) return;
  const [left, right, bottom, top] = data.maps[0].bounds;
  const column = Math.round(((x - left) / (right - left)) * (data.grid - 1));
  const row = Math.round(((top - y) / (top - bottom)) * (data.grid - 1));
  const inside = column >= 0 && row >= 0 && column < data.grid && row < data.grid;
  cut(target, decoded, data.side, data.grid, inside ? row * data.grid + column : -1);
};

panels().forEach((canvas, which) => {
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return scale(canvas, data.maps[which].bounds).from(event.clientX - box.left, event.clientY - box.top);
  };
  canvas.addEventListener('pointermove', (event) => {
    if (data && data.maps[which]) show(which, ...place(event));
  });
  canvas.addEventListener('click', (event) => {
    if (data && which === 0 && data.maps[0]) {
      const [x, y] = place(event);
      trigger('point', { x, y });
    }
  });
  // By keyboard: the arrows walk over the learnt map.
  let at = [0.5, 0.5];
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!data || !data.maps[which] || (!step && event.key !== 'Enter')) return;
    event.preventDefault();
    if (step) at = at.map((value, axis) => Math.min(1, Math.max(0, value + 0.04 * step[axis])));
    const [left, right, bottom, top] = data.maps[which].bounds;
    const [x, y] = [left + at[0] * (right - left), bottom + at[1] * (top - bottom)];
    if (step) show(which, x, y);
    else if (which === 0) trigger('point', { x, y });
  });
});

const take = () => {
  data = props.value ? JSON.parse(props.value) : null;
  element.querySelector('.pen-maps').classList.toggle('pen-empty', !data);
  sprites = data && load(data.sprites);
  decoded = data && load(data.decoded);
  element.querySelector('.pen-map-traversal').src = data ? data.traversal : '';
  draw();
};
new ResizeObserver(draw).observe(element);
take();
watch('value', take);
