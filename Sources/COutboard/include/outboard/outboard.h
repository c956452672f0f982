#ifndef OUTBOARD_H
#define OUTBOARD_H

// Outboard's shared-memory contract: everything a host and a plugin must agree on.
// The header is the one place where the layout is written down; docs/abi.md explains it.

#include "control.h"
#include "log.h"
#include "note.h"
#include "record.h"
#include "segment.h"

#endif
