#ifndef CALCULATOR_H
#define CALCULATOR_H

#include "call.h"

/// Tells the host what this plugin serves.
void calculator_welcome(void);

/// Runs a call and answers it.
void calculator_run(call *call);

#endif
