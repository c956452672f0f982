/*
 * A thread that sends one-way calls over a lane, and calls whose answers it takes when it likes: HostLane+Taken,
 * HostLane+OneWay, CallChannel+OneWay.
 */

#if defined(SPACE_ARMED_UNFENCED)
#define SPACE_ARM_FENCE(l) true
#else
#define SPACE_ARM_FENCE(l) HOST_IS_EMPTY(l)
#endif

/* HostLane.hasTaken, takenForRoom */
#define HAS_PASSED(count, wanted) (LESS(count, wanted) < POSITIONS / 2)
#define HAS_TAKEN(l, wanted) HAS_PASSED(known[l], wanted)
#define FOR_ROOM(l) LESS(published[REQ(l)], SLOTS - 1)

inline forgetOneWayCalls(l) {
  if
  :: isSending[l] && HAS_TAKEN(l, oneWayEnd[l]) -> isSending[l] = 0; oneWayEnd[l] = 0
  :: else
  fi
}

inline learnTaken(l) {
  if
  :: told[l] != known[l] && HAS_PASSED(told[l], known[l]) ->
       MUST(no_honest_plugin_is_ended, LESS(told[l], known[l]) <= LESS(published[REQ(l)], known[l]));
       ahead[l] = (COUNT(l) == 0 -> 0 : ahead[l] + LESS(told[l], known[l]));
       known[l] = told[l];
       forgetOneWayCalls(l)
  :: else
  fi
}

/* HostLane.takeReply, takeCredit */
#if defined(LEAD_FORGOTTEN)
#define ANSWERED(l) known[l]
#else
#define ANSWERED(l) LESS(known[l], ahead[l])
#endif
inline takeReply(l) {
  read(REP(l), taken[REP(l)]);
  MUST(no_honest_plugin_is_ended, LESS(CREDIT(l), ANSWERED(l)) <= LESS(published[REQ(l)], ANSWERED(l)));
  if
  :: LESS(CREDIT(l), ANSWERED(l)) >= ahead[l] -> known[l] = CREDIT(l); ahead[l] = 0
  :: else -> ahead[l] = ahead[l] - LESS(CREDIT(l), ANSWERED(l))
  fi;
  forgetOneWayCalls(l);
  if
  :: COUNT(l) == 1 && known[l] != published[REQ(l)] ->
       learnTaken(l);
       MUST(no_honest_plugin_is_ended,
            known[l] == published[REQ(l)] || (isSending[l] && !HAS_TAKEN(l, oneWayEnd[l])))
  :: else
  fi;
  COUNT(l)--;
  CREDIT(l) = 0;
  taken[REP(l)] = NEXT(taken[REP(l)])
}

proctype Sender(byte l) {
  bit watchesReplies;
  byte wanted;

use:
  if
  :: atomic { HOST && COUNT(l) == 0 -> finished++; goto done }
  :: atomic { HOST && closed[OF(l)] -> COUNT(l) = 0; finished++; goto done }
  :: atomic { HOST && !closed[OF(l)] && MAY_CALL(l) && COUNT(l) < SLOTS && HAS_TAKEN(l, FOR_ROOM(l)) ->
       if
       :: COUNT(l)++
       :: oneWay[AT(REQ(l), published[REQ(l)])] = 1; isSending[l] = 1; oneWayEnd[l] = NEXT(published[REQ(l)])
       fi;
       publish(REQ(l)) }
     if
     :: atomic { HOST && HOST_RING_FENCE(l) && ASKS(REQ(l), 1) -> forgetWake(REQ(l)) }
        atomic { HOST -> RING_PLUGIN(l); goto use }
     :: atomic { HOST && HOST_RING_FENCE(l) && !ASKS(REQ(l), 1) -> forgetWake(REQ(l)); goto use }
     fi
  :: atomic { HOST && !closed[OF(l)] && MAY_CALL(l) && COUNT(l) < SLOTS && !HAS_TAKEN(l, FOR_ROOM(l)) ->
       wanted = FOR_ROOM(l); goto room }
  :: atomic { HOST && COUNT(l) > 0 -> goto await }
  fi;

room:  /* awaitTaken */
  if
  :: atomic { HOST && closed[OF(l)] -> learnTaken(l); goto use }
  :: atomic { HOST && !closed[OF(l)] ->
       learnTaken(l);
       if
       :: HAS_TAKEN(l, wanted) -> goto use
       :: else
       fi }
  fi;
  /* parkForTaken: an answer that is there is left to who takes it */
  atomic { HOST ->
#if !defined(SPACE_UNARMED)
    armForSpace(l, wanted);
#endif
    watchesReplies = !READY(REP(l));
    if
    :: watchesReplies -> arm(REP(l))
    :: else
    fi };
#if defined(SPACE_LOOKED_AT_ONCE)
  atomic { HOST && SPACE_ARM_FENCE(l) };
#else
  if
  :: atomic { HOST && SPACE_ARM_FENCE(l) && (HAS_PASSED(told[l], wanted) || (watchesReplies && READY(REP(l)))) -> goto room }
  :: atomic { HOST && SPACE_ARM_FENCE(l) && !HAS_PASSED(told[l], wanted) && !(watchesReplies && READY(REP(l))) }
  fi;
#endif
  if
  :: atomic { HOST && bell[REP(l)] -> bell[REP(l)] = 0; goto room }
  :: atomic { HOST && IS_GONE(OF(l)) && closed[OF(l)] -> goto room }
  fi;

await:  /* awaitAnswerSlowly */
  if
  :: atomic { HOST && READY(REP(l)) -> takeReply(l); goto use }
  :: atomic { HOST && !READY(REP(l)) && closed[OF(l)] ->
       MUST(what_was_answered_before_the_end_counts, alive[OF(l)] || published[REP(l)] == taken[REP(l)]); goto use }
  :: atomic { HOST && WAS_NOT_READY(REP(l)) && !closed[OF(l)] -> arm(REP(l)) }
  fi;
  if
  :: atomic { HOST && HOST_ARM_FENCE(l) && READY(REP(l)) -> goto await }
  :: atomic { HOST && HOST_ARM_FENCE(l) && !READY(REP(l)) }
  fi;
  if
  :: atomic { HOST && bell[REP(l)] -> bell[REP(l)] = 0; goto await }
  :: atomic { HOST && IS_GONE(OF(l)) && (READY(REP(l)) || closed[OF(l)]) -> goto await }
  fi;

done:
  skip
}
