#include "outboard_linux/death_signal.h"

#include <errno.h>
#include <sys/prctl.h>

int outboard_give_up_death_signal(void) {
  int signal = 0;
  if (prctl(PR_GET_PDEATHSIG, &signal, 0, 0, 0) == 0 && signal == 0) {
    return 0;
  }
  return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) < 0 ? -errno : 0;
}
