/*
 * How the two sides of a lane wait for each other: a model for Spin. README.md says how to read and run it.
 *
 * This file: what there is of everything in a scenario, who runs, and what has to hold when nothing can move any more.
 */

#define SLOTS 2
#if defined(ONE_WAY)
#define POSITIONS 8  /* more than there are calls: `taken` is compared by size, and the credits wrap elsewhere */
#else
#define POSITIONS 4  /* positions and stamps wrap here, at 2^32 in the code */
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef TASK_LIMIT
#define TASK_LIMIT LIMIT
#endif
#if defined(FAN_OUT)
#define PLUGINS 2
#define OF(l) (l)    /* the plugin that serves lane l */
#else
#define PLUGINS 1
#define OF(l) 0
#endif
#if defined(TASKS)
#define TASK_LANE (LANES - 1)
#endif
#if defined(FAN_OUT)
#define CALLERS 1
#else
#define CALLERS LANES
#endif

/* What has to hold. The names stand in what Spin says when one does not; they are no part of a state, and 0. */
#define MUST(property, condition) assert(property || (condition))
hidden byte no_slot_is_overwritten_before_it_was_read, no_record_is_read_before_it_is_whole, nobody_sleeps_for_ever,
  every_call_has_one_outcome, every_answer_is_taken, every_death_is_noticed, what_was_answered_before_the_end_counts,
  no_honest_plugin_is_ended, the_plugin_ends_with_its_host, stop_wakes_every_worker;

#include "memory.pml"
#include "private.pml"
#include "host-lane.pml"
#if defined(ONE_WAY)
#include "host-one-way.pml"
#endif
#include "host-calls.pml"
#if defined(TASKS)
#include "host-tasks.pml"
#endif
#if defined(FAN_OUT)
#include "host-fan-out.pml"
#endif
#include "host-waiting.pml"
#include "plugin.pml"
#include "ends.pml"

init {
  byte l;

  atomic {
#if defined(FAN_OUT)
    run Gatherer();
    run Worker(0);
    run Worker(1);
#else
    run Worker(0);
#if defined(TASKS)
    run Submitter(TASK_LANE);
    watched[TASK_LANE] = 1;
    polled[TASK_LANE] = 1;  /* GenerationWatch.start */
#if defined(SUSPENSIONS)
    run Task(TASK_LANE);
#endif
#if LANES == 2
    run Caller(0);
    run Worker(1);
#endif
#elif defined(ONE_WAY)
    run Sender(0);
#else
    run Caller(0);
#endif
#endif
#if !defined(STOP)
    run Waiting();
#else
    run Stopper();
#endif
#if defined(HOST_CRASH)
    run HostCrash();
    run MainThread();
#endif
  }

  /* When no process can take a step, all that waits waits for ever: then nothing may be left to wait for. */
  timeout;
#if defined(HOST_CRASH)
  MUST(the_plugin_ends_with_its_host, !alive[0]);
#else
#if defined(STOP)
  MUST(stop_wakes_every_worker, ended == LANES);
#endif
  MUST(nobody_sleeps_for_ever, finished == CALLERS);
#endif
#if !defined(HOST_CRASH) && !defined(STOP)
  do
  :: l < LANES ->
       if
       :: alive[OF(l)] ->
            MUST(nobody_sleeps_for_ever, !READY(REQ(l)));
            MUST(every_answer_is_taken, !READY(REP(l)) && COUNT(l) == 0 && abandoned[l] == 0);
            MUST(every_answer_is_taken, pool[l] == FREE && (IS_TASK_LANE(l) || !watched[l]))
       :: else -> MUST(every_death_is_noticed, closed[OF(l)])
       fi;
       MUST(every_call_has_one_outcome, queue[l] == 0 && opened[l] == 0 && !locked[l]);
       l++
  :: else -> break
  od
#endif
}
