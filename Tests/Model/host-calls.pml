/*
 * A thread that calls on a synchronous lane: Caller.pipeline with CallPipeline, CallChannel.awaitAnswer and park.
 *
 * CallBinding.begin, finish and end are the same with one call that is flushed at once: without PIPELINES no more than
 * one call is in flight that has not been given up. Callers use the lane one after another; one that has a deadline may
 * be out of time whenever it looks, and leaves its calls behind.
 */

#if defined(PIPELINES)
#define MAY_SUBMIT(l) true
#define MAY_LEAVE(l) true
#else
#define MAY_SUBMIT(l) (COUNT(l) == abandoned[l])
#define MAY_LEAVE(l) (COUNT(l) == abandoned[l])
#endif

/* CallPipeline.publish: the window of the next flush. Records from further back than the ring reaches are taken. */
#if defined(WINDOW_UNBOUNDED)
#define WIDEN unflushed = NEXT(unflushed)
#else
#define WIDEN unflushed = (unflushed < SLOTS -> unflushed + 1 : unflushed)
#endif

/* How many of the unflushed records a flush looks at; whether to wait needs a flush first. */
#if defined(FLUSH_LOOKS_AT_LAST)
#define FLUSHED 1
#else
#define FLUSHED unflushed
#endif
#if defined(FLUSH_FORGOTTEN)
#define IS_FLUSHED true
#else
#define IS_FLUSHED (unflushed == 0)
#endif

inline abandonAll(l) {
  abandoned[l] = COUNT(l);
  unflushed = 0;
#if defined(DEADLINES)
  isLimited = 0
#endif
}

proctype Caller(byte l) {
  byte unflushed;  /* how many of the last records were published without a look at wake_at */
#if defined(DEADLINES)
  bit isLimited;
#endif
#if defined(DEATH_TOLD_ONCE)
  bit wasTold;
#endif
#if defined(HOST_ARMS_ONCE)
  bit isArmed;
#endif

idle:
progressIdle:
  if
  :: atomic { HOST -> finished++; goto done }
  :: atomic { HOST && !closed[OF(l)] && (pool[l] == FREE || pool[l] == STALLED) ->  /* LanePool.takeAny */
       pool[l] = HELD;
#if defined(DEADLINES)
       if
       :: deadlines < DEADLINES -> isLimited = 1; deadlines = (DEADLINES == 255 -> 0 : deadlines + 1)
       :: skip
       fi
#endif
     }
  fi;

use:
  if
  :: atomic { HOST && !closed[OF(l)] && HAS_ROOM(l) && MAY_SUBMIT(l) && MAY_CALL(l) ->  /* publishOpenQuietly */
       publish(REQ(l)); WIDEN; goto use }
  :: atomic { HOST && COUNT(l) > abandoned[l] && abandoned[l] == 0 && READY(REP(l)) -> goto take }  /* next */
  :: atomic { HOST && unflushed > 0 && HOST_RING_FENCE(l) ->  /* flush */
       if
       :: ASKS(REQ(l), FLUSHED) -> unflushed = 0; forgetWake(REQ(l))
       :: else -> unflushed = 0; forgetWake(REQ(l)); goto use
       fi }
     atomic { HOST -> RING_PLUGIN(l); goto use }
  :: atomic { HOST && IS_FLUSHED && COUNT(l) > abandoned[l] }  /* takeSlowly */
  :: atomic { HOST && IS_FLUSHED && MAY_LEAVE(l) -> abandonAll(l); goto release }
  fi;

await:  /* awaitAnswerSlowly: each of these looks may be long over when the next step is taken */
  if
  :: atomic { HOST && READY(REP(l)) -> goto take }
#if defined(DEADLINES)
  :: atomic { HOST && isLimited -> abandonAll(l); goto release }  /* giveUp */
#endif
#if defined(CLOSE_IGNORED)
  :: atomic { HOST && WAS_NOT_READY(REP(l)) }
#else
  :: atomic { HOST && closed[OF(l)] && WAS_NOT_READY(REP(l)) -> goto lose }
  :: atomic { HOST && !closed[OF(l)] && WAS_NOT_READY(REP(l)) }
#endif
  fi;

  /* park: arm, fence, look again, sleep */
#if defined(HOST_LOOKS_FIRST)
  if
  :: atomic { HOST && READY(REP(l)) -> goto await }
  :: atomic { HOST && !READY(REP(l)) }
  fi;
  atomic { HOST -> arm(REP(l)) };
  atomic { HOST && HOST_ARM_FENCE(l) };
#else
#if defined(HOST_ARMS_ONCE)
  atomic { HOST -> if :: !isArmed -> isArmed = 1; arm(REP(l)) :: else fi };
#else
  atomic { HOST -> arm(REP(l)) };
#endif
  if
#if !defined(HOST_LOOKS_ONCE)
  :: atomic { HOST && HOST_ARM_FENCE(l) && READY(REP(l)) -> goto await }
  :: atomic { HOST && HOST_ARM_FENCE(l) && !READY(REP(l)) }
#else
  :: atomic { HOST && HOST_ARM_FENCE(l) }
#endif
  fi;
#endif
  if
  :: atomic { HOST && bell[REP(l)] -> bell[REP(l)] = 0; goto await }
#if defined(DEADLINES)
  :: atomic { HOST && isLimited -> goto await }
#endif
#if defined(DEATH_TOLD_ONCE)
  :: atomic { HOST && !wasTold && IS_GONE(OF(l)) && (READY(REP(l)) || closed[OF(l)]) -> wasTold = 1; goto await }
#elif !defined(DEATH_UNWATCHED)
  :: atomic { HOST && IS_GONE(OF(l)) && (READY(REP(l)) || closed[OF(l)]) -> goto await }  /* awaitEnd */
#endif
  fi;

lose:  /* what the plugin published before its end still counts */
  if
#if !defined(LAST_LOOK_FORGOTTEN)
  :: atomic { HOST && READY(REP(l)) -> goto await }
#endif
#if defined(LAST_LOOK_FORGOTTEN)
  :: atomic { HOST ->
#else
  :: atomic { HOST && !READY(REP(l)) ->
#endif
       MUST(what_was_answered_before_the_end_counts, alive[OF(l)] || published[REP(l)] == taken[REP(l)]);
       abandonAll(l);
       goto release }
  fi;

take:
progressTake:
  atomic { HOST ->
    takeReply(l);
    if
    :: abandoned[l] > 0 -> abandoned[l]--; goto await
    :: else -> goto use
    fi
  };

release:  /* CallChannel.release */
  if
  :: atomic { HOST && abandoned[l] == 0 && !watched[l] -> pool[l] = FREE; goto idle }
  :: atomic { HOST && (abandoned[l] > 0 || watched[l]) }
  fi;
  releaseStalled(l);

done:
  skip
}
