/** What we use of WebAssembly: TypeScript declares it for browsers only. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    constructor(size: { readonly initial: number; readonly maximum: number; readonly shared: true });
    /** In pages of 64 KiB. */
    grow(pages: number): number;
    readonly buffer: SharedArrayBuffer;
  }
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
