internal import OutboardRing
internal import OutboardSystem

/// How the callers of one lane wait, in the host's private memory; what it means for the plugin's worker is said in H.
///
/// Changed only by who holds the lane.
struct LanePace {
    /// Polls of a caller before it looks at the clock: about two microseconds.
    ///
    /// 0 where polling makes no sense.
    private(set) var eagerPolls = 0
    /// What the lane is set to.
    private(set) var policy: WaitPolicy.Value = .park
    /// Whether caller and worker sleep at once, on one processor if that is cheaper.
    private(set) var isCold = false
    /// The processor that H names for the worker, plus 1.
    private var runOn: UInt32 = 0
    /// How long a caller polls under `.adaptive`, in nanoseconds; less after polling was in vain.
    private var budget: UInt64 = 0
    /// What the calibration said when the lane was last set.
    private var calibrated: UInt64 = 0
    /// Calls in a row that speak for the other state.
    private var streak = 0
    private var lastRing: UInt32 = 0
    private var lastEnd: UInt64 = 0
    /// How the sides slept, and will sleep, before calls that are far apart.
    private var sleeps = SleepChoice()
    private var handsOffNow = false
    private var handsOffNext = false
    /// When the call rang whose cost is to be noted, and the pause before it; 0 for none.
    private var rangAt: UInt64 = 0
    private var pause: UInt64 = 0
    /// Keeps the caller on its processor while it hands off.
    private var callerStay = ProcessorStay()
    /// Lets the caller make way for the worker while it hands off.
    private var makingWay = MakingWay()

    /// Calls in a row that found the worker asleep, after which `.adaptive` stops polling.
    private static var coldAfter: Int { 3 }
    /// Calls in a row that came well before a poller would have given up, after which `.adaptive` polls again.
    private static var hotAfter: Int { 3 }

    /// How long a caller polls before it sleeps, in nanoseconds.
    var pollNanoseconds: UInt64 {
        guard SpinGate.isOpen, !isCold else { return 0 }
        return switch policy {
        case .adaptive: budget
        case .spin: .max
        case .park, .handoff: 0
        }
    }

    /// Sets the lane to a policy.
    mutating func adopt(_ policy: WaitPolicy.Value, _ own: LaneControl) {
        self.policy = policy
        streak = 0
        budget = WaitCalibration.pollNanoseconds
        isCold = policy == .handoff
        apply(own)
    }

    private mutating func apply(_ own: LaneControl) {
        calibrated = WaitCalibration.pollNanoseconds
        eagerPolls = pollNanoseconds > 0 ? Spin.pollsOfTwoMicroseconds : 0
        own.pollNanoseconds = isCold ? 0 : WaitPolicy(value: policy).spinNanoseconds
        if !isCold { letGo(own) }
    }

    /// Notes that a call had to wake the plugin's worker.
    mutating func noteRing(at position: UInt32, _ own: LaneControl) {
        guard policy == .adaptive, SpinGate.isOpen else { return }
        if isCold {
            let now = MonotonicClock.now()
            pause = now &- lastEnd
            streak = pause < WaitCalibration.pollNanoseconds / 4 &* 3 ? streak + 1 : 0
            guard streak >= Self.hotAfter else { return chooseSleep(now, own) }
        } else {
            streak = position == lastRing &+ 1 ? streak + 1 : 1
            lastRing = position
            guard streak >= Self.coldAfter else { return }
            handsOffNow = false
            handsOffNext = WaitCalibration.prefersHandoff
        }
        streak = 0
        isCold.toggle()
        budget = WaitCalibration.pollNanoseconds
        apply(own)
    }

    private mutating func chooseSleep(_ now: UInt64, _ own: LaneControl) {
        // The worker sleeps as it was told during the call before. Its first call after a change pays for the change.
        rangAt = handsOffNow == handsOffNext ? now : 0
        handsOffNow = handsOffNext
        handsOffNext = sleeps.handsOffNext(after: pause, byDefault: WaitCalibration.prefersHandoff)
        if !handsOffNext { letGo(own) }
    }

    /// Has the worker sleep, from the next time on, wherever the scheduler puts it.
    mutating func letGo(_ own: LaneControl) {
        guard runOn != 0 else { return }
        runOn = 0
        own.runOn = 0
    }

    /// Notes that the lane is given back, so that the next call knows how long ago that was.
    @inline(__always)
    mutating func noteEnd() {
        if isCold, policy == .adaptive { noteColdEnd() }
    }

    @inline(never)
    private mutating func noteColdEnd() {
        lastEnd = MonotonicClock.now()
        guard rangAt != 0 else { return }
        sleeps.note(lastEnd &- rangAt, after: pause, handedOff: handsOffNow)
        rangAt = 0
    }

    /// Notes how long a caller waited that had to look at the clock.
    mutating func noteWait(since began: UInt64, _ own: LaneControl) {
        guard policy == .adaptive, !isCold else { return }
        let nanoseconds = MonotonicClock.now() &- began
        let full = WaitCalibration.pollNanoseconds
        // The lane may be older than the calibration.
        if full != calibrated { apply(own) }
        // Waking up is part of what was waited.
        if nanoseconds <= 2 &* full {
            budget = full
        } else {
            // A quarter stays: who never polls never learns that it would pay again.
            budget = max(full / 4, budget / 2)
        }
    }

    /// Whether a caller that parks shall be held on its processor, where the worker is or will be.
    var handsOff: Bool {
        switch policy {
        case .handoff: true
        case .adaptive: isCold && handsOffNow
        case .spin, .park: false
        }
    }

    /// Begins a wait: tells the worker where to sleep after the call, and lets it run now if it can only run here.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - own: Where the worker is told.
    ///   - isReady: Whether the answer is there.
    /// - Returns: The time after that.
    @inline(__always)
    mutating func begin(_ now: UInt64, _ own: LaneControl, _ isReady: () -> Bool) -> UInt64 {
        if policy == .adaptive ? isCold && handsOffNext : policy == .handoff { tellProcessor(own) }
        return (handsOff || !SpinGate.isOpen) && !isReady() ? makingWay.makeWay(now, isReady) : now
    }

    private mutating func tellProcessor(_ own: LaneControl) {
        let processor = ProcessorStay.current
        guard processor >= 0, runOn != UInt32(processor) &+ 1 else { return }
        runOn = UInt32(processor) &+ 1
        own.runOn = runOn
    }

    /// Has the caller sleep where it has told the worker to be.
    ///
    /// - Parameter park: Sleeps.
    /// - Returns: What `park` returns.
    @inline(__always)
    mutating func stay(_ park: () -> Int32) -> Int32 {
        guard runOn != 0 else { return park() }
        return callerStay.stay(on: Int32(bitPattern: runOn &- 1), park)
    }

    /// Notes that the calling thread waits for others as well, and cannot be where all of their workers are.
    mutating func noteGroup(_ own: LaneControl) {
        rangAt = 0
        letGo(own)
    }
}
