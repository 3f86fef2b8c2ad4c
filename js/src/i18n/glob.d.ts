/** As Vite has it, and `scripts/build.mjs` for the bundle. */
interface ImportMeta {
  glob<T>(pattern: string, options: { eager: true }): Record<string, T>;
}
