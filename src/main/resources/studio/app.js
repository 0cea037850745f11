// The start of the page: the key of the URL first, then sign-in, the list of sources, the cutting room, or the
// operations.

import { isId } from './api.js';
import { button, el } from './dom.js';
import { Feed } from './feed.js';
import { messages } from './messages.js';
import './operations.js';
import './room.js';
import { key, session, signOut, takeKeyOfUrl } from './session.js';
import './sign-in.js';
import './sources.js';
import { uploads } from './uploads.js';

takeKeyOfUrl();
addEventListener('hashchange', takeKeyOfUrl);

const feed = new Feed();
const main = el('main', { id: 'main', tabIndex: -1 });
const feedSign = el('span', { class: 'sign', hidden: true }, 'Live updates are interrupted. Trying again …');
const uploadSign = el('a', { class: 'sign quiet', href: '/studio', hidden: true });
const operations = el('a', { href: '/studio?page=operations' }, 'Operations');
const out = button('Sign out', signOut, { class: 'plain' });
const header = el(
  'header',
  { class: 'top' },
  el('a', { class: 'skip', href: '#main', on: { click: skip } }, 'Skip to the content'),
  link('/studio', 'Cliprange', { class: 'brand' }),
  feedSign,
  uploadSign,
  el('nav', { attr: { 'aria-label': 'Studio' } }, operations, el('a', { href: '/api/docs' }, 'API'), out),
);
document.body.append(header, main, messages());

// A page that the browser keeps for the back button would hold its connection, and a browser opens six to one host.
addEventListener('pagehide', () => feed.stop());
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && key()) feed.start();
});
feed.addEventListener('state', ({ detail }) => {
  feedSign.hidden = detail;
});

uploads.addEventListener('change', () => {
  const running = uploads.items.filter(item => item.upload || item.state === 'queued');
  const [sent, size] = ['sent', 'size'].map(name => running.reduce((sum, item) => sum + item[name], 0));
  uploadSign.hidden = running.length === 0 || shown === 'sources';
  uploadSign.textContent = running.length === 0 ? '' : `Uploading ${running.length === 1 ? running[0].name : `${running.length} files`}, ${Math.floor((sent / size) * 100)} %`;
});
// A file that is dropped beside the drop zone must not replace the page.
for (const name of ['dragover', 'drop']) {
  addEventListener(name, event => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
}

let shown = '';

/** Shows what the URL names. */
function show() {
  const asked = new URLSearchParams(location.search);
  const source = asked.get('source');
  const operating = source === null && asked.get('page') === 'operations';
  const view = !key() ? 'sign-in' : operating ? 'operations' : source === null ? 'sources' : `room ${source}`;
  if (view === shown) return;
  shown = view;
  out.hidden = operations.hidden = !key();
  if (operating) operations.setAttribute('aria-current', 'page');
  else operations.removeAttribute('aria-current');
  feed.stop();
  if (!key()) {
    main.replaceChildren(document.createElement('cr-sign-in'));
  } else if (operating) {
    main.replaceChildren(Object.assign(document.createElement('cr-operations'), { feed }));
    feed.start();
  } else if (source === null) {
    main.replaceChildren(Object.assign(document.createElement('cr-sources'), { feed }));
    feed.start();
  } else if (!isId(source)) {
    main.replaceChildren(
      el('h1', {}, 'No such source'),
      el('p', {}, 'The URL of this page names no source. Choose one of the ', link('/studio', 'list of sources'), '.'),
    );
  } else {
    main.replaceChildren(Object.assign(document.createElement('cr-room'), { sourceId: source, feed }));
    feed.start();
  }
  document.title = operating ? 'Operations – Cliprange studio' : 'Cliprange studio';
}

function link(href, label, given = {}) {
  return el('a', { href, ...given }, label);
}

function skip(event) {
  event.preventDefault();
  main.focus();
}

/** Links within the studio change the page without loading it. */
addEventListener('click', event => {
  const anchor = event.target.closest?.('a[href]');
  if (!anchor || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (anchor.target || anchor.origin !== location.origin || anchor.pathname !== '/studio') return;
  event.preventDefault();
  history.pushState(null, '', anchor.href);
  show();
  main.focus();
});
addEventListener('popstate', show);
session.addEventListener('change', show);
// A key that was revoked: ask for another, and keep what is on the page.
session.addEventListener('refused', () => {
  if (!key() || document.querySelector('dialog.sign-in')) return;
  const dialog = el('dialog', { class: 'sign-in' }, Object.assign(document.createElement('cr-sign-in'), { again: true }));
  session.addEventListener('change', () => dialog.remove(), { once: true });
  document.body.append(dialog);
  dialog.showModal();
});
show();
