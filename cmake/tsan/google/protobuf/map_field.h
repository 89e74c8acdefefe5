#pragma once

// Under ThreadSanitizer the header of Debian's protobuf gives map fields two members more than its
// library, which is not built for it, knows of.
#pragma push_macro("__SANITIZE_THREAD__")
#undef __SANITIZE_THREAD__
#include_next <google/protobuf/map_field.h>
#pragma pop_macro("__SANITIZE_THREAD__")
