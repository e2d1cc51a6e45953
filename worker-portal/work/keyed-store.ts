/** What outlives a reload or a crash of the page: documents by key. */
export interface KeyedStore<Document> {
  get(key: string): Promise<Document | undefined>;
  put(key: string, document: Document): Promise<void>;
  delete(key: string): Promise<void>;
  /** In the order of their keys. */
  all(): Promise<Document[]>;
}

const DATABASE = 'labelloop';
const STORES = ['answers', 'drafts'] as const;

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      for (const name of STORES) request.result.createObjectStore(name);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Documents in the browser's IndexedDB; a promise resolves when its change is durable. */
export function browserStore<Document>(name: (typeof STORES)[number]): KeyedStore<Document> {
  async function run<Result>(
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> {
    const transaction = (await open()).transaction(name, mode, { durability: 'strict' });
    const request = act(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
  return {
    get: (key) => run('readonly', (store) => store.get(key) as IDBRequest<Document | undefined>),
    async put(key, document) {
      await run('readwrite', (store) => store.put(document, key));
    },
    async delete(key) {
      await run('readwrite', (store) => store.delete(key));
    },
    all: () => run('readonly', (store) => store.getAll() as IDBRequest<Document[]>),
  };
}
