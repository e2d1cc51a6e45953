/**
 * `<crowd-slider-label position="3">`: words under a place of the `crowd-slider` that it stands in, which places it.
 */
export class CrowdSliderLabel extends HTMLElement {}
