// Builds elements. Texts are always text nodes, so markup in a title stays text.

/**
 * @param {string} tag
 * @param {Object<string, any>} given properties; `on` has listeners by event, `attr` has attributes, `class` the classes
 * @param {...(Node|string|null|undefined)} children
 */
export function el(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, attr = {}, class: names, ...properties } = given;
  if (names) element.className = names;
  Object.assign(element, properties);
  for (const [name, value] of Object.entries(attr)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/** A button. Its label is text. */
export function button(label, click, given = {}) {
  return el('button', { type: 'button', on: { click }, ...given }, label);
}

/** A label, its field and a hint. */
export function field(label, input, hint) {
  input.id ||= `field-${Math.random().toString(36).slice(2)}`;
  return el('div', { class: 'field' }, el('label', { htmlFor: input.id }, label), input, hint ? el('small', {}, hint) : null);
}

/** Runs at most once per frame of the screen. */
export function perFrame(run) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      run();
    });
  };
}
