// What there is outside of namespaces, and what is not there inside.

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "operations.h"

static long exists(const char *path) { return stat(path, &(struct stat){0}); }

static long of_host(const targets *t, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)t->host, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

/// A line of a file that begins with a word, besides those that do not count.
static long has_line(const char *path, const char *except) {
  char line[512];
  FILE *file = fopen(path, "r");
  long found = -1;
  errno = ENOENT;
  while (file && fgets(line, sizeof line, file)) {
    if (strchr(line, ':') && !strstr(line, except) && line[0] == ' ') {
      found = 0;
    }
  }
  if (file) {
    fclose(file);
  }
  errno = ENOENT;
  return found;
}

OPERATION(passwords, exists("/etc/passwd"))
OPERATION(homes, exists("/root"))
OPERATION(programs, exists("/usr/bin"))
OPERATION(secret, exists(t->secret))
OPERATION(runtime, exists("/run"))
OPERATION(variable, exists("/var"))
OPERATION(kernel, exists("/boot"))
OPERATION(modules, exists("/sys/module"))
OPERATION(disks, exists("/sys/block"))
OPERATION(terminals, exists("/dev/tty"))
OPERATION(shared_memory, exists("/dev/shm"))
OPERATION(memory_device, exists("/dev/mem"))
OPERATION(host_status, of_host(t, "status"))
OPERATION(host_command, of_host(t, "cmdline"))
OPERATION(host_limits, of_host(t, "limits"))
OPERATION(host_groups, of_host(t, "cgroup"))
OPERATION(host_parent, getppid() == 0 ? (errno = ESRCH, -1) : 0)
OPERATION(big_number, getpid() == 2 ? (errno = ESRCH, -1) : 0)
OPERATION(network_devices, has_line("/proc/self/net/dev", " lo:"))

const operation forbidden_outside[] = {
    {"see /etc/passwd", passwords}, {"see homes", homes}, {"see programs", programs}, {"see the secret", secret},
    {"see /run", runtime}, {"see /var", variable}, {"see /boot", kernel}, {"see modules", modules},
    {"see disks", disks}, {"see terminals", terminals}, {"see shared memory", shared_memory},
    {"see the memory device", memory_device},
    {"read the host's status", host_status}, {"read the host's command line", host_command},
    {"read the host's limits", host_limits}, {"read the host's groups", host_groups},
    {"know the host's number", host_parent}, {"have a number of the machine", big_number},
    {"see network devices", network_devices}, {NULL, NULL},
};
