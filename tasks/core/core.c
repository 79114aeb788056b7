/* Core: what it was made of. */
#include "core.h"

/* The digest of the sources (`backend.digest`), by which a stale library is refused. */
EXPORTED const char *core_sources(void)
{
    return SOURCES;
}
