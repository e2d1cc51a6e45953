/**
 * What a project may be called: 1-24 characters of a-z, 0-9 and inner hyphens, for it becomes part of every resource's
 * name.
 */
export const PROJECT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/;
