// What layers are called on the page. Keras makes names up, conv2d, conv2d_1: they become conv 1, conv 2.

const MADE_UP = /^([a-z][a-z0-9]*(?:_[a-z][a-z0-9]*)*?)(?:_(\d+))?$/;
const SHORT = new Map([
  ["conv2d", "conv"],
  ["average_pooling2d", "pool"],
  ["max_pooling2d", "pool"],
  ["subsampling2d", "pool"],
]);

/** The same layers, each with its `title`: of several of a kind the first is number 1. */
export function withTitles(layers) {
  const kinds = layers.map(({ name }) => kindOf(name));
  return layers.map((layer, place) => {
    const same = (kind) => kind === kinds[place];
    if (kinds[place] === null) return { ...layer, title: layer.name };
    const many = kinds.filter(same).length;
    return { ...layer, title: many > 1 ? `${kinds[place]} ${kinds.slice(0, place + 1).filter(same).length}` : kinds[place] };
  });
}

/** What kind of layer a made-up name is for; null of a name that somebody gave. */
function kindOf(name) {
  const kind = MADE_UP.exec(name)?.[1];
  if (kind === undefined) return null;
  return SHORT.get(kind) ?? kind.replaceAll("_", " ");
}
