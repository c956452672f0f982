/*
 * A thread that calls two plugins at once and waits for both with one wait: FanOut, GroupWait. It arms all lanes, fences
 * once, looks at all again, and sleeps on both bells and both pidfds, whose edges are told once.
 */

#define IS_ANSWERED(l) (isWaiting[l] && READY(REP(l)))

/* A lane whose plugin is gone is not used again: what it was like makes no difference. */
inline forgetLane(l) {
  d_step {
    stamp[AT(REQ(l), 0)] = 0; stamp[AT(REQ(l), 1)] = 0; unread[AT(REQ(l), 0)] = 0; unread[AT(REQ(l), 1)] = 0;
    stamp[AT(REP(l), 0)] = 0; stamp[AT(REP(l), 1)] = 0; unread[AT(REP(l), 0)] = 0; unread[AT(REP(l), 1)] = 0;
    published[REQ(l)] = 0; published[REP(l)] = 0; taken[REQ(l)] = 0; taken[REP(l)] = 0; known[l] = 0;
    credit[AT(REP(l), 0)] = 0; credit[AT(REP(l), 1)] = 0; wake[REQ(l)] = 0; wake[REP(l)] = 0;
    bell[REQ(l)] = 0; bell[REP(l)] = 0
  }
}

inline send(l) {
  if
  :: atomic { HOST && closed[l] -> forgetLane(l) }
  :: atomic { HOST && !closed[l] -> MUST(every_call_has_one_outcome, HAS_ROOM(l)); isWaiting[l] = 1; isArmed[l] = 0 }
     publishOpen(l)
  fi
}

/* FanOut.look, take and findEnd */
inline lookAt(l) {
  if
  :: atomic { HOST && IS_ANSWERED(l) -> takeReply(l); isWaiting[l] = 0 }
  :: atomic { HOST && isWaiting[l] && !READY(REP(l)) && !closed[l] && !hasEnded[l] }
  :: atomic { HOST && isWaiting[l] && !READY(REP(l)) && (closed[l] || hasEnded[l]) ->
       MUST(what_was_answered_before_the_end_counts, published[REP(l)] == taken[REP(l)]); isWaiting[l] = 0; isDying[l] = 1 }
  :: atomic { HOST && !isWaiting[l] }
  fi
}

proctype Gatherer() {
  bit isWaiting[2], isArmed[2], isDying[2];
  bit hasEnded[2];  /* GroupWait: the pidfd's edge has been taken */

idle:
  if
  :: atomic { HOST -> finished++; goto done }
  :: atomic { HOST && (!closed[0] || !closed[1]) && MAY_CALL(0) && MAY_CALL(1) }
  fi;
  send(0);
  send(1);

await:
  lookAt(0);
  lookAt(1);
  if
  :: atomic { HOST && !isWaiting[0] && !isWaiting[1] -> goto explain }
  :: atomic { HOST && isWaiting[0] -> if :: !isArmed[0] -> isArmed[0] = 1; arm(REP(0)) :: else fi }
  :: atomic { HOST && !isWaiting[0] && isWaiting[1] }
  fi;
#if !defined(FIRST_LANE_ARMED_ONLY)
  atomic { HOST -> if :: isWaiting[1] && !isArmed[1] -> isArmed[1] = 1; arm(REP(1)) :: else fi };
#endif
  if
  :: atomic { HOST && HOST_ARM_FENCE(0) && HOST_ARM_FENCE(1) && (IS_ANSWERED(0) || IS_ANSWERED(1)) -> goto await }
  :: atomic { HOST && HOST_ARM_FENCE(0) && HOST_ARM_FENCE(1) && !IS_ANSWERED(0) && !IS_ANSWERED(1) }
  fi;
  if
  :: atomic { HOST && bell[REP(0)] -> bell[REP(0)] = 0; goto await }
  :: atomic { HOST && bell[REP(1)] -> bell[REP(1)] = 0; goto await }
  :: atomic { HOST && IS_GONE(0) && !hasEnded[0] -> hasEnded[0] = 1; goto await }
#if !defined(SECOND_DEATH_UNWATCHED)
  :: atomic { HOST && IS_GONE(1) && !hasEnded[1] -> hasEnded[1] = 1; goto await }
#endif
  fi;

explain:  /* explainDeath: only when nothing else is left to wait for */
  if
  :: atomic { HOST && !isDying[0] && !isDying[1] -> goto idle }
  :: atomic { HOST && isDying[0] && closed[0] -> isDying[0] = 0; forgetLane(0); goto explain }
  :: atomic { HOST && isDying[1] && closed[1] -> isDying[1] = 0; forgetLane(1); goto explain }
  fi;

done:
  skip
}
