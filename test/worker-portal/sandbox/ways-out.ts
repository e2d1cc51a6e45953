const script = (code: string) => `<script>try{${code}}catch(e){}</script>`;
const link = (rel: string, name: string, more = '') => `<link rel="${rel}" href="OUT/${name}" ${more}>`;
const linkByScript = (rel: string, name: string, as = '') =>
  script(
    `const l=document.createElement('link');l.rel='${rel}';l.as='${as}';l.href='OUT/${name}';document.head.append(l)`,
  );
const click = (name: string, attributes = '') =>
  `<a id="a" href="OUT/${name}" ${attributes}>x</a>${script('a.click()')}`;

/**
 * Ways in which a page can ask another host for something. `OUT` stands for the host, as `http://…`; the path is the
 * way's name.
 */
export const WAYS_OUT: Record<string, string> = {
  image: '<img src="OUT/image">',
  imageByScript: script("new Image().src='OUT/imageByScript'"),
  prefetch: link('prefetch', 'prefetch'),
  prefetchByScript: linkByScript('prefetch', 'prefetchByScript'),
  prefetchDocument: linkByScript('prefetch', 'prefetchDocument', 'document'),
  prerender: linkByScript('prerender', 'prerender'),
  preloadImage: link('preload', 'preloadImage', 'as=image'),
  preloadScript: link('preload', 'preloadScript', 'as=script'),
  preloadFetch: link('preload', 'preloadFetch', 'as=fetch crossorigin'),
  preloadFont: link('preload', 'preloadFont', 'as=font crossorigin'),
  modulePreload: link('modulepreload', 'modulePreload'),
  preconnect: linkByScript('preconnect', ''),
  dictionary: link('compression-dictionary', 'dictionary'),
  speculation: `<script type="speculationrules">{"prefetch":[{"source":"list","urls":["OUT/speculation"],"eagerness":"immediate"}],
    "prerender":[{"source":"list","urls":["OUT/speculationPrerender"],"eagerness":"immediate"}]}</script>`,
  location: script("location.href='OUT/location'"),
  metaRefresh: '<meta http-equiv="refresh" content="0;url=OUT/metaRefresh">',
  formGet: `<form id="f" action="OUT/formGet"><input name="s" value="x"></form>${script('f.submit()')}`,
  open: script("window.open('OUT/open')"),
  anchor: click('anchor', 'ping="OUT/ping"'),
  anchorTop: click('anchorTop', 'target=_top'),
  anchorBlank: click('anchorBlank', 'target=_blank'),
  download: click('download', 'download'),
  top: script("top.location='OUT/top'"),
  fetch: script("fetch('OUT/fetch')"),
  fetchLater: script("fetchLater('OUT/fetchLater',{activateAfter:0})"),
  request: script("const x=new XMLHttpRequest();x.open('GET','OUT/request');x.send()"),
  beacon: script("navigator.sendBeacon('OUT/beacon')"),
  socket: script("new WebSocket('OUT/socket'.replace('http','ws'))"),
  events: script("new EventSource('OUT/events')"),
  frame: '<iframe src="OUT/frame"></iframe>',
  innerDocument: `<iframe srcdoc="<link rel=prefetch href='OUT/innerPrefetch'><img src='OUT/innerDocument'>"></iframe>`,
  object: '<object data="OUT/object"></object>',
  embed: '<embed src="OUT/embed">',
  video: '<video src="OUT/video" poster="OUT/poster"></video>',
  audio: '<audio src="OUT/audio" autoplay></audio>',
  track: '<video><track default src="OUT/track"></video>',
  script: '<script src="OUT/script"></script>',
  moduleImport: '<script type="module">import "OUT/moduleImport"</script>',
  style: link('stylesheet', 'style'),
  styleImport: '<style>@import url(OUT/styleImport)</style>',
  background: '<div style="background:url(OUT/background);width:9px;height:9px;mask:url(OUT/mask)">x</div>',
  font: '<style>@font-face{font-family:z;src:url(OUT/font)}</style><p style="font-family:z">zz</p>',
  vector: '<svg><image href="OUT/vector" width="9" height="9" /><use href="OUT/vectorUse#x"/></svg>',
  icon: link('icon', 'icon'),
  manifest: link('manifest', 'manifest'),
  worker: script(`new Worker(URL.createObjectURL(new Blob(["fetch('OUT/worker')"])))`),
  blobPage: script(`location=URL.createObjectURL(new Blob(["<img src='OUT/blobPage'>"],{type:'text/html'}))`),
  dataPage: script(`location="data:text/html,<img src='OUT/dataPage'>"`),
  scriptPage: script(`location="javascript:'<img src=OUT/scriptPage>'"`),
  attribution: '<img attributionsrc="OUT/attribution">',
  writtenAnew: script(
    `document.open();document.write('<!doctype html><link rel=prefetch href="OUT/prefetchAnew"><img src="OUT/writtenAnew">');document.close()`,
  ),
};
