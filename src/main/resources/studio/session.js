// The API key: only in the session storage of this tab, and sent only as a header.

const NAME = 'cliprange.key';
const FRAGMENT = /^#key=(.*)$/;

export const session = new EventTarget();

export function key() {
  return sessionStorage.getItem(NAME);
}

export function signIn(given) {
  sessionStorage.setItem(NAME, given);
  session.dispatchEvent(new Event('change'));
}

export function signOut() {
  sessionStorage.removeItem(NAME);
  session.dispatchEvent(new Event('change'));
}

/**
 * Removes a key from the URL and from the entry of the history. Only the try-it setup accepts it: elsewhere a link could
 * sign a visitor in with the key of another person. Called before the first request.
 */
export function takeKeyOfUrl() {
  const found = FRAGMENT.exec(location.hash);
  if (!found) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  if (document.documentElement.dataset.sharedKeys === 'true' && found[1]) signIn(decodeURIComponent(found[1]));
}
