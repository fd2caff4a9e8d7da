export const normalizeAccountId = (id) => id.trim().toLowerCase().replace(/[^a-z0-9_-]+/g, "-");
