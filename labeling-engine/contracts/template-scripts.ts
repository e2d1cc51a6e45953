/**
 * Libraries that AWS's public templates load from elsewhere, and the sandbox's own copies of them. Each address names
 * one version for ever; the copies come from the packages of the same version (`build-portal.mjs`).
 */
export const TEMPLATE_SCRIPTS: Readonly<Record<string, string>> = {
  'https://cdnjs.cloudflare.com/ajax/libs/node-uuid/1.4.8/uuid.min.js': 'node-uuid-1.4.8.js',
  'https://cdnjs.cloudflare.com/ajax/libs/draggable/1.0.0-beta.8/draggable.bundle.js': 'draggable-1.0.0-beta.8.js',
};
