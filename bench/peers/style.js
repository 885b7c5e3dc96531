const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.tracker{font:15px/1.45 system-ui,sans-serif;color:#16181d;border:1px solid #dde2ea;border-radius:14px;padding:20px;max-width:640px}
.tracker h2{font-size:18px;margin:0 0 12px}
.tracker ol{list-style:none;margin:0;padding:0;display:grid;gap:10px}
.tracker li::before{content:"";display:inline-block;width:10px;height:10px;border-radius:50%;margin-inline-end:10px;background:#dde2ea}
.tracker li[data-state=done]::before{background:#0b7443}
.tracker li[data-state=current]::before{background:#1259d3}
.tracker li[data-state=todo]{color:#5a6270}
@media (prefers-color-scheme:dark){.tracker{color:#eef1f6;border-color:#323945}}
`);
document.adoptedStyleSheets.push(sheet);
