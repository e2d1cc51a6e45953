import type { CrowdElementName } from '../../shared/contracts/crowd-elements.ts';
import { CrowdAlert } from './crowd-alert.ts';
import { CrowdBadge } from './crowd-badge.ts';
import { CrowdBoundingBox } from './crowd-bounding-box.ts';
import { CrowdButton } from './crowd-button.ts';
import { CrowdCard } from './crowd-card.ts';
import { CrowdCheckbox } from './crowd-checkbox.ts';
import { CrowdClassifier } from './crowd-classifier.ts';
import { CrowdClassifierMultiSelect } from './crowd-classifier-multi-select.ts';
import { CrowdEntityAnnotation } from './crowd-entity-annotation.ts';
import { CrowdForm } from './crowd-form.ts';
import { CrowdIcon, IronIcon } from './crowd-icon.ts';
import { CrowdFab, CrowdIconButton } from './crowd-icon-button.ts';
import { CrowdImageClassifier } from './crowd-image-classifier.ts';
import { CrowdImageClassifierMultiSelect } from './crowd-image-classifier-multi-select.ts';
import { CrowdInput } from './crowd-input.ts';
import { CrowdInstanceSegmentation } from './crowd-instance-segmentation.ts';
import { CrowdInstructions } from './crowd-instructions.ts';
import { CrowdKeypoint } from './crowd-keypoint.ts';
import { CrowdLine } from './crowd-line.ts';
import { CrowdModal } from './crowd-modal.ts';
import { CrowdPolygon } from './crowd-polygon.ts';
import { CrowdPolyline } from './crowd-polyline.ts';
import { CrowdQuestionAnswerGeneration } from './crowd-question-answer-generation.ts';
import { CrowdRadioButton } from './crowd-radio-button.ts';
import { CrowdRadioGroup } from './crowd-radio-group.ts';
import { CrowdSemanticSegmentation } from './crowd-semantic-segmentation.ts';
import { CrowdSlider } from './crowd-slider.ts';
import { CrowdSliderLabel } from './crowd-slider-label.ts';
import { CrowdTab, CrowdTabs } from './crowd-tabs.ts';
import { CrowdTextArea } from './crowd-text-area.ts';
import { CrowdTextRanking } from './crowd-text-ranking.ts';
import { CrowdToast } from './crowd-toast.ts';
import { CrowdToggleButton } from './crowd-toggle-button.ts';
import { CrowdVideoFrames } from './crowd-video-frames.ts';

/**
 * Every element that templates may use, in the order in which they are upgraded: the form last, with all else usable.
 */
export const ELEMENTS: Record<CrowdElementName, CustomElementConstructor> = {
  'crowd-alert': CrowdAlert,
  'crowd-badge': CrowdBadge,
  'crowd-bounding-box': CrowdBoundingBox,
  'crowd-button': CrowdButton,
  'crowd-card': CrowdCard,
  'crowd-checkbox': CrowdCheckbox,
  'crowd-classifier': CrowdClassifier,
  'crowd-classifier-multi-select': CrowdClassifierMultiSelect,
  'crowd-entity-annotation': CrowdEntityAnnotation,
  'crowd-fab': CrowdFab,
  'crowd-icon': CrowdIcon,
  'crowd-icon-button': CrowdIconButton,
  'crowd-image-classifier': CrowdImageClassifier,
  'crowd-image-classifier-multi-select': CrowdImageClassifierMultiSelect,
  'crowd-input': CrowdInput,
  'crowd-instance-segmentation': CrowdInstanceSegmentation,
  'crowd-instructions': CrowdInstructions,
  'crowd-keypoint': CrowdKeypoint,
  'crowd-line': CrowdLine,
  'crowd-modal': CrowdModal,
  'crowd-polygon': CrowdPolygon,
  'crowd-polyline': CrowdPolyline,
  'crowd-question-answer-generation': CrowdQuestionAnswerGeneration,
  'crowd-radio-button': CrowdRadioButton,
  'crowd-radio-group': CrowdRadioGroup,
  'crowd-semantic-segmentation': CrowdSemanticSegmentation,
  'crowd-slider': CrowdSlider,
  'crowd-slider-label': CrowdSliderLabel,
  'crowd-tab': CrowdTab,
  'crowd-tabs': CrowdTabs,
  'crowd-text-ranking': CrowdTextRanking,
  'crowd-text-area': CrowdTextArea,
  'crowd-toast': CrowdToast,
  'crowd-toggle-button': CrowdToggleButton,
  'crowd-video-frames': CrowdVideoFrames,
  'iron-icon': IronIcon,
  'crowd-form': CrowdForm,
};

export function registerElements(): void {
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
