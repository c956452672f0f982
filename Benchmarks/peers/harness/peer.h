#ifndef PEER_H
#define PEER_H

// What a peer that is written in C or C++ needs to be measured as outboard-bench measures Outboard: blocks of calls
// between blocks of the floor, single calls for the percentiles, a row of JSON for each case on standard output.
// The two processes are two runs of one program: the host, and the peer, which the host starts.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

// What Benchmarks/peers/run asks for.
struct peer_options {
  bool quick;             // a look instead of a result
  const char *mode;       // how the peer is used: default or fastest
  const char *placement;  // two-cpus, one-cpu or free
  int host_cpu, peer_cpu;  // where the floor is taken
  const char *extra;      // --extra: what only this peer understands, or NULL
};

// A host and its peer.
struct peer_session;

// Reads the command line, brings this process to its processor and makes the memory for the floor.
//
// Ends the program when something fails, as all functions here do: half a result is none.
struct peer_session *peer_begin(int argc, char **argv);
const struct peer_options *peer_session_options(const struct peer_session *session);

// Names the peer in the results, and how both sides wait: "spin" for those that poll, who are interrupted by nobody.
void peer_set_name(struct peer_session *session, const char *name, const char *policy);

// Starts this program again as the peer, on its processor, with the arguments "serve", the mode, and what follows up to
// NULL. It gets all open file descriptors that are not close-on-exec, and is killed when the host ends.
pid_t peer_start(struct peer_session *session, const char *argument, ...);

// One step of a case: makes `calls` calls and checks each answer, as far as that costs next to nothing; false ends the
// program. A call that fails does not count as fast.
typedef bool peer_run(void *context, size_t calls);

struct peer_case {
  const char *suite, *name;
  size_t payload_bytes;
  peer_run *run;
  peer_run *verify;  // the same with all checks that there are; called before and after each block, untimed; or NULL
  void *context;
};

// Measures a case and writes its row.
void peer_measure(struct peer_session *session, const struct peer_case *measured);

// One exchange of an echo: sends bytes and says where the answer is, which must stay there until the next exchange.
typedef bool peer_exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *got_bytes);

// Measures the cases `echo` of 8 bytes to 16 MiB, or to `most_bytes` if that is less.
void peer_measure_echo(struct peer_session *session, size_t most_bytes, peer_exchange *exchange, void *context);

// Memory that the peer can read, for the argument of the next exchange, which gets it as `sent`: its contents are any.
typedef uint8_t *peer_place(void *context, size_t bytes);

// The same for a peer that lends: nothing but its first and its last word is written into an argument, where that lies.
void peer_measure_echo_in_place(struct peer_session *session, size_t most_bytes, peer_place *place, peer_exchange *exchange,
                                void *context);

// Measures the cases `lent`: the answer is the sum of the first and the last word of the argument, which lies in such memory.
void peer_measure_lent(struct peer_session *session, size_t most_bytes, peer_place *place, peer_exchange *exchange,
                       void *context);

// Stops the peer and waits for it.
void peer_end(struct peer_session *session);

// Whether this process is the peer: its first argument is "serve".
bool peer_is_server(int argc, char **argv);

// In the peer: starts a thread that does the peer's half of the floor whenever the host takes it.
void peer_follow(void);

// In a peer that polls, instead: does that half at once if the host waits for it. Takes one load otherwise.
void peer_follow_now(void);

// Says what failed, with errno if that is not 0, and ends the program.
void peer_fail(const char *what) __attribute__((noreturn));

// The largest argument of an echo.
#define PEER_MOST_BYTES ((size_t)16 << 20)

#ifdef __cplusplus
}
#endif

#endif
