import Testing

@testable import Outboard

@Suite("The budget of restarts")
struct RestartLedgerTests {
    private static let second: UInt64 = 1_000_000_000

    private func policy(_ change: (inout RestartPolicy) -> Void = { _ in }) -> RestartPolicy {
        var policy = RestartPolicy.always
        policy.jitter = 0
        change(&policy)
        return policy
    }

    /// The delay in milliseconds; nil if the plugin is given up.
    private func delay(_ verdict: RestartLedger.Verdict) -> UInt64? {
        if case .restart(let nanoseconds) = verdict { return nanoseconds / 1_000_000 }
        return nil
    }

    @Test("The first restart comes at once, each further one waits twice as long, up to the maximum")
    func delays() {
        var ledger = RestartLedger(policy { $0.maximumRestarts = 100 })
        var now = Self.second
        let delays = (0..<12).map { _ -> UInt64? in
            let verdict = ledger.noteEnd(at: now, chance: 0.5)
            now += (delay(verdict) ?? 0) * 1_000_000
            return delay(verdict)
        }
        #expect(delays == [0, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000])
        #expect(ledger.restarts == 12 && ledger.attempt == 12)
    }

    @Test("A crash loop ends when there were too many restarts within the window")
    func exhausted() {
        var ledger = RestartLedger(policy())
        var now = Self.second
        for _ in 0..<5 {
            let pause = delay(ledger.noteEnd(at: now, chance: 0.5))
            #expect(pause != nil)
            now += (pause ?? 0) * 1_000_000
        }
        #expect(ledger.noteEnd(at: now, chance: 0.5) == .exhausted)
        #expect(ledger.restarts == 5)
        ledger.reset()
        #expect(ledger.noteEnd(at: now, chance: 0.5) == .restart(afterNanoseconds: 0))
        #expect(ledger.restarts == 6)
    }

    @Test("Restarts that are older than the window do not count")
    func window() {
        var ledger = RestartLedger(policy { $0.maximumRestarts = 1 })
        #expect(delay(ledger.noteEnd(at: 100 * Self.second, chance: 0)) == 0)
        #expect(ledger.noteEnd(at: 110 * Self.second - 1, chance: 0) == .exhausted)
        #expect(delay(ledger.noteEnd(at: 110 * Self.second, chance: 0)) == 100)
    }

    @Test("One that lives a little longer than the window does not start over with its delays; twice the window does")
    func flapping() {
        var ledger = RestartLedger(policy())
        var now = Self.second
        var delays: [UInt64?] = []
        for _ in 0..<4 {
            ledger.noteReady(at: now)
            now += 11 * Self.second
            delays.append(delay(ledger.noteEnd(at: now, chance: 0)))
        }
        #expect(delays == [0, 100, 200, 400])
        ledger.noteReady(at: now)
        #expect(delay(ledger.noteEnd(at: now + 20 * Self.second, chance: 0)) == 0)
    }

    @Test("What rests does not run: its next generation has its own time")
    func rest() {
        var ledger = RestartLedger(policy())
        #expect(delay(ledger.noteEnd(at: Self.second, chance: 0)) == 0)
        ledger.noteReady(at: 2 * Self.second)
        ledger.noteRest()
        ledger.noteReady(at: 100 * Self.second)
        #expect(delay(ledger.noteEnd(at: 101 * Self.second, chance: 0)) == 100)
    }

    @Test("Chance moves a delay by its share at most, and never beyond the maximum")
    func jitter() {
        func second(_ chance: Double, _ change: (inout RestartPolicy) -> Void) -> UInt64? {
            var ledger = RestartLedger(policy(change))
            _ = ledger.noteEnd(at: 0, chance: chance)
            return delay(ledger.noteEnd(at: 0, chance: chance))
        }
        #expect(second(0) { $0.jitter = 0.2 } == 80)
        #expect(second(0.5) { $0.jitter = 0.2 } == 100)
        #expect(second(1) { $0.jitter = 0.2 } == 120)
        #expect(
            second(1) {
                $0.jitter = 1
                $0.maximumDelay = .milliseconds(150)
            } == 150)
        #expect(second(0) { $0.jitter = 7 } == 0)
    }

    @Test("Values that make no sense trap nowhere")
    func nonsense() {
        for strange in [Double.nan, .infinity, -.infinity, -1, 0, 1e300] {
            var policy = RestartPolicy.always
            policy.factor = strange
            policy.jitter = strange
            policy.maximumRestarts = .max
            policy.initialDelay = .seconds(Int64.max)
            policy.maximumDelay = .seconds(Int64.max)
            policy.window = .seconds(-1)
            var ledger = RestartLedger(policy)
            ledger.noteReady(at: .max)
            for moment in [UInt64.max, 0, 1] {
                for chance in [strange, 0.5] { #expect(ledger.noteEnd(at: moment, chance: chance) != .exhausted) }
            }
        }
        var none = RestartLedger(policy { $0.maximumRestarts = -3 })
        #expect(none.noteEnd(at: 0, chance: 0) == .exhausted)
    }

    @Test("What another host has counted counts, whatever its clock said")
    func past() {
        let policy = policy { $0.maximumRestarts = 3 }
        var ledger = RestartLedger(policy)
        ledger.noteReady(at: 100 * Self.second)
        #expect(delay(ledger.noteEnd(at: 101 * Self.second, chance: 0)) == 0)
        ledger.noteReady(at: 102 * Self.second)
        #expect(delay(ledger.noteEnd(at: 103 * Self.second, chance: 0)) == 100)
        ledger.noteReady(at: 104 * Self.second)
        var next = RestartLedger(policy, ledger.past(at: 105 * Self.second), at: 5000 * Self.second)
        #expect(next.restarts == 2 && next.attempt == 2)
        // It runs already: that it can be called now begins nothing anew.
        next.noteReady(at: 5001 * Self.second)
        var other = next
        // The first restart of the other host is 9 s old, so all three are within the window.
        #expect(delay(next.noteEnd(at: 5004 * Self.second, chance: 0)) == 200)
        #expect(next.noteEnd(at: 5005 * Self.second, chance: 0) == .exhausted)
        // It has run for 20 s, of which the first was in the other host.
        #expect(delay(other.noteEnd(at: 5019 * Self.second, chance: 0)) == 0)
        // Ages that this clock has never seen.
        let absurd = RestartLedger.Past(recent: [.max, 1], ready: .max, attempt: 0, restarts: 0)
        var strange = RestartLedger(policy, absurd, at: 10)
        #expect(delay(strange.noteEnd(at: 11, chance: 0)) == 0)
    }
}
