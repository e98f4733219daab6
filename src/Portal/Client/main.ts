import { enhance } from "./enhance/registry";
import { liveRegion } from "./enhance/live-region";
import { ages, autoSubmit, copy, theme } from "./enhance/small";
import { graph } from "./enhance/graph";
import { printing } from "./enhance/print";
import { palette } from "./enhance/palette";
import { keys } from "./keys";

const enhancers = { "live-region": liveRegion(refresh), copy, theme, "auto-submit": autoSubmit, palette, graph };

function refresh(): void { enhance(enhancers); }

refresh();
ages();
keys();
printing();
