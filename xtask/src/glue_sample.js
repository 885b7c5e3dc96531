/**
 * What the loader uses.
 */
export class Used {
    /**
     * @param {any} event
     */
    push(event) {
        wasm.used_push(this.__wbg_ptr, event);
    }
}
if (Symbol.dispose) Used.prototype[Symbol.dispose] = Used.prototype.free;

export class Unused {
    free() {
        UnusedFinalization.unregister(this);
        wasm.unused_free(this.__wbg_ptr, 0);
    }
}
if (Symbol.dispose) Unused.prototype[Symbol.dispose] = Unused.prototype.free;

export function mount(root) {
    return Object.assign(new Used(), wasm.mount(root));
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_alert_01: function(arg0) {
            const options = {
                text: helper(arg0),
            };
            alert(options.text);
        },
        __wbg_new_02: function() { return helper(function (arg0) {
            return new Unused(arg0);
        }, arguments); },
    };
    return {
        __proto__: null,
        "./glue_bg.js": import0,
    };
}

const UnusedFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.unused_free(ptr, 1));

function helper(arg0) {
    return wasm.memory.buffer[arg0];
}

let wasmModule, wasm;
function initSync(module) {
    const instance = new WebAssembly.Instance(module, __wbg_get_imports());
    wasmModule = module;
    wasm = instance.exports;
    return wasm;
}

export { initSync, __wbg_init as default };
