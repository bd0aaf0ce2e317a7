// All operations of the dialect `meta`.
#ifndef NESTOR_DIALECTS_META_META_OPS
#define NESTOR_DIALECTS_META_META_OPS

include "dialects/meta/MetaControl.td"
include "dialects/meta/MetaLearning.td"
include "dialects/meta/MetaCost.td"
include "dialects/meta/MetaRules.td"
include "dialects/meta/MetaEffects.td"

#endif
