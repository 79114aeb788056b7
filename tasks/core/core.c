/* Core: what every character is, and what the core was made of. */
#define CHARACTER_TABLES
#include "core.h"

/* The digest of the sources (`backend.digest`), by which a stale library is refused. */
EXPORTED const char *core_sources(void)
{
    return SOURCES;
}
