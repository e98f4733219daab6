import { enhance } from "./enhance/registry";
import { liveRegion } from "./enhance/live-region";
import { ages, autoSubmit, copy, theme } from "./enhance/small";
import { graph } from "./enhance/graph";
import { choices, formFlow } from "./enhance/form-flow";
import { printing } from "./enhance/print";
import { palette } from "./enhance/palette";
import { podLog } from "./enhance/pod-log";
import { wall } from "./enhance/wall";
import { keys } from "./keys";

const enhancers = { "live-region": liveRegion(refresh), copy, theme, "auto-submit": autoSubmit, palette, graph, "pod-log": podLog, wall, "form-flow": formFlow(refresh), choices };

function refresh(): void { enhance(enhancers); document.dispatchEvent(new Event("portal:drawn")); }

refresh();
ages();
keys();
printing();
