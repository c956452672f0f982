/* What the two sides keep in private memory, and what the kernel keeps for them. */

/* The host */

#define FREE 0             /* LanePool.State */
#define HELD 1
#define STALLED 2
#define WANTED 3

byte known[LANES];         /* HostLane.taken: requests that the plugin has taken, as its replies said */
byte abandoned[LANES];     /* CallTable.abandonedCount: calls without an answer whose caller gave up */
byte pool[LANES];          /* LanePool: whether somebody holds the lane */
bit watched[LANES];        /* the waiting thread is to watch the lane's bell */
bit polled[LANES];         /* it does: with io_uring from its next wait on */
bit edge[LANES];           /* and an edge of the bell waits for it */
bit rung[LANES];           /* the bell has been rung: nobody reads it, so it stays readable */
byte opened[LANES];        /* CallTable of the lane of tasks: numbers of the calls without an answer, a mask */
byte queue[LANES];         /* TaskLane.State.waiting: calls that wait for room */
bit locked[LANES];         /* TaskLane.state */
#if defined(ONE_WAY)
byte unanswered[LANES];    /* CallTable.count */
byte ahead[LANES];         /* HostLane.takenUnanswered: what of `known` no answer has said */
bit isSending[LANES];      /* HostLane.oneWayEnd is there: one-way calls may not have been run */
byte oneWayEnd[LANES];     /* up to which record */
#endif
bit closed[PLUGINS];       /* CallChannel.isOver */
byte finished;             /* callers that came to their end */
#if defined(DEADLINES)
byte deadlines;            /* calls with a deadline so far */
#endif

/* The plugin */

byte running[LANES];       /* calls that go on as tasks, a mask */
bit sending[LANES];        /* ReplyLane.lock */
#if defined(ONE_WAY)
byte announced[LANES];     /* RequestLane.announced */
#endif
bit stopping;              /* ServeEnd.isStopping */
byte ended;                /* workers that came to their end */
bit hangUp[LANES];         /* an edge of the control socket's end waits in the epoll instance of the plugin's end */

/* The processes. A crash can come before any step: each looks here first. */

bit present = 1;
bit alive[PLUGINS] = 1;
#if defined(CRASH)
byte crashes = CRASH;      /* plugins that will crash, sooner or later */
#endif

#define HOST present
#define PLUGIN(l) alive[OF(l)]

/* The pidfd is readable, and stays so. What the process stored is visible by then. */
#if LANES == 1
#define IS_GONE(p) (!alive[p] && PLUGIN_IS_EMPTY(0))
#elif PLUGINS == 1
#define IS_GONE(p) (!alive[p] && PLUGIN_IS_EMPTY(0) && PLUGIN_IS_EMPTY(1))
#else
#define IS_GONE(p) (!alive[p] && PLUGIN_IS_EMPTY(p))
#endif

#if defined(TASKS)
#define IS_TASK_LANE(l) ((l) == TASK_LANE)
#else
#define IS_TASK_LANE(l) false
#endif
