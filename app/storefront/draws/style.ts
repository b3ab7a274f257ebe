/** Of a draw's page. Where motion is not welcome, nothing moves and nothing is held back. */
export const STYLE = `
.reprise-draw__wheel{display:block;width:100%;max-width:22rem;height:auto;margin:1.5rem auto}
.reprise-draw__spin,.reprise-draw__rest{transform:rotate(var(--reprise-turn));transform-origin:0 0}
.reprise-draw__prizes{list-style:none;padding:0;display:grid;gap:.75rem}
.reprise-draw__prizes li{display:flex;gap:.75rem;align-items:start}
.reprise-draw__swatch{flex:none;width:1.25rem;height:1.25rem;margin-top:.15em;border-radius:4px;border:1px solid currentcolor}
.reprise-draw__form label{display:flex;gap:.75rem;align-items:start}
.reprise-draw__form input{flex:none;width:1.25rem;height:1.25rem;margin:.1em 0 0}
.reprise-draw__hash{font-size:.8125em;overflow-wrap:anywhere}
.reprise-draw__proof summary{padding-block:.6em;cursor:pointer}
.reprise-draw__card{margin-block:1.5rem;border:2px dashed currentcolor;border-radius:12px;overflow:hidden}
.reprise-draw__card summary{padding:2.5rem 1.25rem;text-align:center;font-size:1.25em;font-weight:600;color:#222;background:repeating-linear-gradient(45deg,#d6d6d6 0 10px,#c6c6c6 10px 20px);cursor:pointer}
.reprise-draw__card[open] summary{padding-block:.5rem;font-size:1em}
.reprise-draw__under{padding:1.25rem;text-align:center}
@media (prefers-reduced-motion:no-preference){
.reprise-draw__spin{animation:reprise-spin 4s cubic-bezier(.12,.7,.1,1) both}
.reprise-draw__result{animation:reprise-show .4s 3.8s both}
.reprise-draw__card[open] .reprise-draw__under{animation:reprise-wipe .9s ease-out both}
}
@keyframes reprise-spin{from{transform:rotate(0)}}
@keyframes reprise-show{from{opacity:0}}
@keyframes reprise-wipe{from{clip-path:inset(0 100% 0 0)}to{clip-path:inset(0)}}
`;
