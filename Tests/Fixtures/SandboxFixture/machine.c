#define _GNU_SOURCE

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

#include "operations.h"

/// Refused is what the kernel's rights, or the sandbox, do; any other error is an answer.
static long answered(long result) { return result >= 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS) ? 0 : -1; }

OPERATION(inet_stream, socket(AF_INET, SOCK_STREAM, 0))
OPERATION(inet_datagram, socket(AF_INET, SOCK_DGRAM, 0))
OPERATION(inet_raw, socket(AF_INET, SOCK_RAW, 1))
OPERATION(inet6_stream, socket(AF_INET6, SOCK_STREAM, 0))
OPERATION(inet6_datagram, socket(AF_INET6, SOCK_DGRAM, 0))
OPERATION(unix_stream, socket(AF_UNIX, SOCK_STREAM, 0))
OPERATION(unix_datagram, socket(AF_UNIX, SOCK_DGRAM, 0))
OPERATION(unix_packets, socket(AF_UNIX, SOCK_SEQPACKET, 0))
OPERATION(netlink, socket(AF_NETLINK, SOCK_RAW, 0))
OPERATION(vsock, answered(socket(40, SOCK_STREAM, 0)))
OPERATION(packets, socket(AF_PACKET, SOCK_RAW, 0))
OPERATION(crypto, answered(socket(38, SOCK_SEQPACKET, 0)))
OPERATION(pair, socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){0}))
OPERATION(connect_it, answered(connect(-1, NULL, 0)))
OPERATION(bind_it, answered(bind(-1, NULL, 0)))
OPERATION(listen_it, answered(listen(-1, 0)))
OPERATION(accept_it, answered(accept(-1, NULL, NULL)))
OPERATION(accept4_it, answered(accept4(-1, NULL, NULL, 0)))

const operation forbidden_sockets[] = {
    {"IPv4 stream", inet_stream}, {"IPv4 datagram", inet_datagram}, {"IPv4 raw", inet_raw},
    {"IPv6 stream", inet6_stream}, {"IPv6 datagram", inet6_datagram}, {"local stream", unix_stream},
    {"local datagram", unix_datagram}, {"local packets", unix_packets}, {"netlink", netlink}, {"vsock", vsock},
    {"raw packets", packets}, {"kernel cryptography", crypto}, {"socket pair", pair}, {"connect", connect_it},
    {"bind", bind_it}, {"listen", listen_it}, {"accept", accept_it}, {"accept4", accept4_it}, {NULL, NULL},
};

OPERATION(ring, answered(syscall(SYS_io_uring_setup, 0, NULL)))
OPERATION(ring_enter, answered(syscall(SYS_io_uring_enter, -1, 0, 0, 0, NULL, 0)))
OPERATION(ring_register, answered(syscall(SYS_io_uring_register, -1, 0, NULL, 0)))
OPERATION(bpf, answered(syscall(SYS_bpf, 9999, NULL, 0)))
OPERATION(performance, answered(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0)))
OPERATION(faults, answered(syscall(SYS_userfaultfd, 0x80000000u)))
OPERATION(keys, answered(syscall(SYS_keyctl, 9999, 0, 0, 0, 0)))
OPERATION(new_key, answered(syscall(SYS_add_key, NULL, NULL, NULL, 0, 0)))
OPERATION(find_key, answered(syscall(SYS_request_key, NULL, NULL, NULL, 0)))
OPERATION(module, answered(syscall(SYS_init_module, NULL, 0, NULL)))
OPERATION(module_file, answered(syscall(SYS_finit_module, -1, NULL, 0)))
OPERATION(module_end, answered(syscall(SYS_delete_module, NULL, 0)))
OPERATION(kexec, answered(syscall(SYS_kexec_load, 0, 1000, NULL, 0)))
OPERATION(reboot_it, answered(syscall(SYS_reboot, 1, 2, 3, NULL)))
OPERATION(swap_on, answered(swapon("/nonexistent", 0)))
OPERATION(swap_off, answered(swapoff("/nonexistent")))
OPERATION(accounting, answered(syscall(SYS_acct, "/nonexistent")))
OPERATION(quota, answered(syscall(SYS_quotactl, -1, "/nonexistent", 0, NULL)))
OPERATION(kernel_log, answered(syscall(SYS_syslog, 9, NULL, 0)))
OPERATION(host_name, answered(syscall(SYS_sethostname, NULL, -1)))
OPERATION(domain_name, answered(syscall(SYS_setdomainname, NULL, -1)))
OPERATION(set_time, answered(syscall(SYS_settimeofday, (void *)1, NULL)))
OPERATION(set_clock, answered(syscall(SYS_clock_settime, 9999, NULL)))
OPERATION(adjust_clock, answered(syscall(SYS_adjtimex, NULL)))
OPERATION(node_policy, answered(syscall(SYS_set_mempolicy, 9999, NULL, 0)))
OPERATION(bind_memory, answered(syscall(SYS_mbind, 1, 1, 9999, NULL, 0, 0)))
OPERATION(shared_segment, answered(syscall(SYS_shmget, 0, 0, 0)))
OPERATION(semaphores, answered(syscall(SYS_semget, 0, -1, 0)))
OPERATION(messages, answered(syscall(SYS_msgget, 0x7777, 0)))
OPERATION(queue, answered(syscall(SYS_mq_open, "outboard-none", 0, 0, NULL)))
OPERATION(queue_end, answered(syscall(SYS_mq_unlink, "outboard-none")))
#ifdef __x86_64__
OPERATION(ports, answered(syscall(SYS_ioperm, -1, -1, 0)))
OPERATION(port_level, answered(syscall(SYS_iopl, 99)))
OPERATION(segments, answered(syscall(SYS_modify_ldt, 99, NULL, 0)))
#endif

const operation forbidden_machine[] = {
    {"io_uring", ring}, {"enter a ring", ring_enter}, {"register with a ring", ring_register}, {"bpf", bpf},
    {"performance events", performance}, {"user faults", faults}, {"keys", keys}, {"add a key", new_key},
    {"request a key", find_key}, {"load a module", module}, {"load a module file", module_file},
    {"unload a module", module_end}, {"load a kernel", kexec}, {"reboot", reboot_it}, {"swap on", swap_on},
    {"swap off", swap_off}, {"accounting", accounting}, {"quotas", quota}, {"read the kernel's log", kernel_log},
    {"host name", host_name}, {"domain name", domain_name}, {"set the time", set_time}, {"set a clock", set_clock},
    {"adjust the clock", adjust_clock}, {"memory policy", node_policy}, {"bind memory", bind_memory},
    {"shared segment", shared_segment}, {"semaphores", semaphores}, {"messages", messages}, {"message queue", queue},
    {"remove a message queue", queue_end},
#ifdef __x86_64__
    {"ports", ports}, {"port level", port_level}, {"segment table", segments},
#endif
    {NULL, NULL},
};
