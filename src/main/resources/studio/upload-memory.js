// What is remembered of open uploads, so that a reload or a crash loses nothing: in IndexedDB of this browser.

const STORE = 'uploads';

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('cliprange-studio', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, use) {
  const transaction = (await database()).transaction(STORE, mode);
  const request = use(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** `{id, name, size, lastModified, edges, handle}`. Without IndexedDB an upload is lost with the page. */
export async function remember(record) {
  try {
    await run('readwrite', store => store.put(record));
  } catch {
    // Not every browser can keep a handle.
    if (record.handle) await remember({ ...record, handle: null });
  }
}

export async function forget(id) {
  await run('readwrite', store => store.delete(id)).catch(() => {});
}

export async function remembered() {
  return run('readonly', store => store.getAll()).catch(() => []);
}
