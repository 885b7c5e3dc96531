//! Takes from the glue what only browsers need that cannot run the loader anyway (it is ES2022), what can't happen with our
//! loader, or callers that there are not, and writes it shorter. Invariant: what it takes is there, word for word, or it fails.

use anyhow::{Result, bail};

/// `(from, to, instead)`: everything from one to the other, both included.
const BLOCKS: &[(&str, &str, &str)] = &[
    // `encodeInto` is older than all else that is used here.
    ("if (!('encodeInto' in cachedTextEncoder)) {\n", "\n}\n", ""),
    // For the short texts that we have, one way is quick enough; and where they go is the same each time.
    (
        "function passStringToWasm0(arg, malloc, realloc) {\n",
        "\n}\n",
        "function giveString(to, text) {\n    const bytes = cachedTextEncoder.encode(text ?? '');\n    \
         const ptr = isLikeNone(text) ? 0 : wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;\n    \
         getUint8ArrayMemory0().set(bytes, ptr);\n    \
         getDataViewMemory0().setInt32(to + 4, bytes.length, true);\n    \
         getDataViewMemory0().setInt32(to, ptr, true);\n}\n",
    ),
    // Safari's decoder gives up after 2 GiB, which is a hundred thousand times what a page's trackers hear in a day.
    (
        "    numBytesDecoded += len;\n",
        "        numBytesDecoded = len;\n    }\n",
        "",
    ),
    // Memory that has grown has another buffer, detached or not.
    (
        "cachedDataViewMemory0 === null ||",
        "cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "cachedDataViewMemory0?.buffer !== wasm.memory.buffer",
    ),
    // A function around each import that may throw, once, instead of one at each call.
    (
        "function handleError(f, args) {\n",
        "\n}\n",
        "function handleError(f) {\n    return (...args) => {\n        try {\n            return f(...args);\n        \
         } catch (e) {\n            wasm.__wbindgen_exn_store(HOLD(e));\n        }\n    };\n}\n",
    ),
    // `factory` gives the module, and the guard that stands before the exports.
    (
        "function initSync(module) {\n",
        "\n}\n",
        "const imports = __wbg_get_imports();\nfunction initSync() {\n    \
         wasm = guard(new WebAssembly.Instance(module, imports).exports);\n    START\n}\n",
    ),
];
/// `(what, instead)`, wherever it stands, if it does.
const EVERYWHERE: &[(&str, &str)] = &[
    // Which a published bundle's WebAssembly does not even export (`link`).
    (", wasm.__wbindgen_realloc)", ")"),
    (
        "            const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc);\n            \
         const len1 = WASM_VECTOR_LEN;\n            getDataViewMemory0().setInt32(arg0 + 4 * 1, len1, true);\n            \
         getDataViewMemory0().setInt32(arg0 + 4 * 0, ptr1, true);\n",
        "            giveString(arg0, ret);\n",
    ),
    (
        "            var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc);\n            \
         var len1 = WASM_VECTOR_LEN;\n            getDataViewMemory0().setInt32(arg0 + 4 * 1, len1, true);\n            \
         getDataViewMemory0().setInt32(arg0 + 4 * 0, ptr1, true);\n",
        "            giveString(arg0, ret);\n",
    ),
    (
        "(typeof FinalizationRegistry === 'undefined')\n    ? { register: () => {}, unregister: () => {} }\n    : new",
        "new",
    ),
    // The classes that are asked for are all there.
    (
        "            let result;\n            try {\n                result =",
        "            const ret =",
    ),
    (
        "            } catch (_) {\n                result = false;\n            }\n            const ret = result;\n",
        "",
    ),
    // The first of these is there, so nobody wants the others.
    (
        "const ret = typeof globalThis === 'undefined' ? null : globalThis;",
        "const ret = globalThis;",
    ),
    (
        "const ret = typeof self === 'undefined' ? null : self;",
        "const ret = null;",
    ),
    (
        "const ret = typeof window === 'undefined' ? null : window;",
        "const ret = null;",
    ),
    (
        "const ret = typeof global === 'undefined' ? null : global;",
        "const ret = null;",
    ),
];

pub(crate) fn modernise(glue: &str) -> Result<String> {
    let mut text = glue.to_owned();
    for (from, to, instead) in BLOCKS {
        text = replace_block(&text, from, to, instead)?;
    }
    // JavaScript's values are in a list of the glue's, or (for development) in a table of the WebAssembly's, which has to be begun.
    let (hold, start) = match ["addHeapObject", "addToExternrefTable0"]
        .map(|name| glue.contains(&format!("function {name}(")))
    {
        [true, false] => ("addHeapObject", ""),
        [false, true] => ("addToExternrefTable0", "wasm.__wbindgen_start();"),
        _ => bail!("the glue holds JavaScript's values in a way that is not known here"),
    };
    text = text.replace("HOLD(e)", &format!("{hold}(e)"));
    text = text.replace("START\n", &format!("{start}\n"));
    for (what, instead) in EVERYWHERE {
        text = text.replace(what, instead);
    }
    // A helper that is gone may not be asked for; the bundler would not notice.
    if text.contains("passStringToWasm0") {
        bail!("the glue passes texts in a way that is not known here");
    }
    let mut short = String::with_capacity(text.len());
    for line in text.lines().filter(|line| !is_needless(line)) {
        match arrow(line) {
            Some(arrow) => short.push_str(&arrow),
            None => short.push_str(line),
        }
        short.push('\n');
    }
    Ok(expressions(&short, hold))
}

/// What is named only to be handed on in the next line is handed on at once.
fn expressions(text: &str, hold: &str) -> String {
    let some = format!("return isLikeNone(ret) ? 0 : {hold}(ret);");
    let hand_on = [
        (format!("return {hold}(ret);"), format!("return {hold}(")),
        (
            "return takeObject(ret);".to_owned(),
            "return takeObject(".to_owned(),
        ),
        (
            "giveString(arg0, ret);".to_owned(),
            "giveString(arg0, ".to_owned(),
        ),
        (some.clone(), "return holdSome(".to_owned()),
    ];
    let mut short = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let value = line
            .trim_start()
            .strip_prefix("const ret = ")
            .and_then(|line| line.strip_suffix(';'));
        let after = value.and_then(|value| {
            let next = lines.peek()?.trim_start();
            let (_, start) = hand_on.iter().find(|(whole, _)| whole == next)?;
            Some(format!("{start}{value});"))
        });
        if let Some(after) = after {
            short.push_str(&after);
            lines.next();
        } else {
            short.push_str(line);
        }
        short.push('\n');
    }
    if short.contains("holdSome(") {
        short.extend(["function holdSome(ret) {\n    ", &some, "\n}\n"]);
    }
    short
}

fn replace_block(text: &str, from: &str, to: &str, instead: &str) -> Result<String> {
    let block = text
        .split_once(from)
        .and_then(|(before, rest)| Some((before, rest.split_once(to)?.1)));
    match block {
        Some((before, after)) if !after.contains(from) => Ok(format!("{before}{instead}{after}")),
        _ => bail!("the glue is not as it was: expected `{}` once", from.trim()),
    }
}

/// Nobody says `using` to a handle, and the loader frees each that it had.
fn is_needless(line: &str) -> bool {
    line.starts_with("if (Symbol.dispose) ") || line.starts_with("        HandleFinalization.")
}

/// The first or the last line of an import that is a function, with arrows instead.
fn arrow(line: &str) -> Option<String> {
    const HANDLED: &str = ": function() { return handleError(function (";
    if line == "        }, arguments); }," {
        return Some("        }),".to_owned());
    }
    let is_entry = line.starts_with("        __wb");
    let line = line.strip_suffix(") {").filter(|_| is_entry)?;
    if let Some((name, parameters)) = line.split_once(HANDLED) {
        return Some(format!("{name}: handleError(({parameters}) => {{"));
    }
    let (name, parameters) = line.split_once(": function(")?;
    Some(format!("{name}: ({parameters}) => {{"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What has to be in a glue.
    const GLUE: &str = "if (!('encodeInto' in cachedTextEncoder)) {\n    x = {\n    };\n}\n\
        function passStringToWasm0(arg, malloc, realloc) {\n    loop(len);\n}\n\
        function decodeText(ptr, len) {\n    numBytesDecoded += len;\n    if (x) {\n        numBytesDecoded = len;\n    }\n}\n\
        if (cachedDataViewMemory0 === null || (a && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {}\n\
        function handleError(f, args) {\n    try {\n    }\n}\n\
        function initSync(module) {\n    check(module);\n}\nfunction addHeapObject(obj) {}\nlet a;\n";

    #[test]
    fn what_is_named_only_to_be_handed_on_is_handed_on_at_once() {
        let text = "const ret = a.b;\n    return hold(ret);\nconst ret = c;\nreturn isLikeNone(ret) ? 0 : hold(ret);\nconst ret = d;\nuse(ret);\n";
        assert_eq!(
            expressions(text, "hold"),
            "return hold(a.b);\nreturn holdSome(c);\nconst ret = d;\nuse(ret);\n\
             function holdSome(ret) {\n    return isLikeNone(ret) ? 0 : hold(ret);\n}\n"
        );
    }

    #[test]
    fn fallbacks_and_checks_go_and_what_follows_stays() {
        let glue = modernise(GLUE).unwrap();
        for gone in [
            "encodeInto",
            "loop",
            "numBytesDecoded",
            "check(",
            "args) {\n    try",
        ] {
            assert!(!glue.contains(gone), "{gone} in {glue}");
        }
        for stays in [
            "giveString",
            "function decodeText",
            "guard(",
            "function handleError(f) {",
            "let a;",
        ] {
            assert!(glue.contains(stays), "{stays} not in {glue}");
        }
    }

    #[test]
    fn values_are_held_as_the_glue_holds_them() {
        let heap = modernise(GLUE).unwrap();
        assert!(
            heap.contains("_store(addHeapObject(e))") && !heap.contains("__wbindgen_start"),
            "{heap}"
        );
        let table = modernise(&GLUE.replace("addHeapObject", "addToExternrefTable0")).unwrap();
        assert!(
            table.contains("_store(addToExternrefTable0(e))")
                && table.contains("wasm.__wbindgen_start();"),
            "{table}"
        );
        assert!(modernise(&GLUE.replace("addHeapObject", "other")).is_err());
    }

    #[test]
    fn a_check_for_a_class_is_the_check_alone() {
        let check = "            let result;\n            try {\n                result = arg0 instanceof Element;\n            \
                     } catch (_) {\n                result = false;\n            }\n            const ret = result;\n            return ret;\n";
        let glue = modernise(&format!("{GLUE}{check}")).unwrap();
        let expected =
            "            const ret = arg0 instanceof Element;\n            return ret;\n";
        assert!(glue.ends_with(expected), "{glue}");
    }

    #[test]
    fn imports_become_arrows() {
        let imports = "        __wbg_a: function(arg0) {\n            f(function (b) {\n        },\n        \
                       __wbg_b: function() { return handleError(function (arg0, arg1) {\n        }, arguments); },\n";
        let arrows = "        __wbg_a: (arg0) => {\n            f(function (b) {\n        },\n        \
                      __wbg_b: handleError((arg0, arg1) => {\n        }),\n";
        let glue = modernise(&format!("{GLUE}{imports}")).unwrap();
        assert!(glue.ends_with(arrows), "{glue}");
    }

    #[test]
    fn a_glue_of_another_make_is_an_error() {
        assert!(modernise("").is_err());
        assert!(modernise(&format!("{GLUE}{GLUE}")).is_err());
    }
}
