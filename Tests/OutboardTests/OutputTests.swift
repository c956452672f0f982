import Logging
import OutboardSystem
import Synchronization
import Testing

@testable import Outboard

/// What a plugin prints takes a bounded part of the host's memory and time.
@Suite struct OutputTests {
    private static let tower = "e" + String(repeating: "\u{301}", count: 3000)

    @Test func `the level of a line is seen in its first bytes, whatever characters they make`() {
        func level(_ text: String) -> Logger.Level { LogLine(stream: .stdout, text: text).level }
        #expect(level("[ERROR] x") == .error && level("[ERROR]" + Self.tower.dropFirst()) == .error)
        #expect(level("[ERROR]\u{301}\u{301}") == .error)
        #expect(level(" [ERROR]") == .info && level("[ERR") == .info && level("") == .info)
    }

    @Test func `1 MiB at once and as many a second are handled, and what was dropped is told once a second`() {
        let second: UInt64 = 1_000_000_000
        func handled(_ byteCount: Int, lines: Int) -> Int {
            var flow = OutputFlow()
            flow.endStart()
            var sum = 0
            for step in 0..<(10 * second / OutputFlow.pause) {
                let now = second + step * OutputFlow.pause
                // As much as it likes, until it is told to rest.
                while flow.mayHandle(now: now) {
                    flow.handled(byteCount: byteCount, lines: lines, now: now)
                    sum += byteCount
                }
            }
            return sum
        }
        let whole = handled(65536, lines: 8)
        #expect(whole > 10 << 20 && whole < 13 << 20, "\(whole)")
        // Empty lines are work, too.
        #expect(handled(65536, lines: 65536) < 2 << 20)
        // Until it is ready it may print more, so that a long story about its start is not cut.
        var start = OutputFlow()
        var atStart = 0
        while start.mayHandle(now: second) {
            start.handled(byteCount: 65536, lines: 650, now: second)
            atStart += 65536
        }
        #expect(atStart >= 10_000_000 && atStart < 17 << 20, "\(atStart)")
        var flow = OutputFlow()
        var reports = [flow.report(now: second)]
        flow.dropped(byteCount: 7)
        reports.append(flow.report(now: second))
        flow.dropped(byteCount: 5)
        flow.dropped(byteCount: 6)
        reports.append(flow.report(now: 2 * second - 1))
        reports.append(flow.report(now: 2 * second))
        flow.dropped(byteCount: 1)
        reports.append(flow.lastReport())
        #expect(reports == [nil, 7, nil, 11, 1])
    }

    @Test func `lines that wait for a slow logger are bounded in bytes, and those dropped are counted`() {
        let sink = SlowSink()
        let logger = Logger(label: "slow") { _ in sink.handler }
        let delivery = LogDelivery()
        let line = LogLine(stream: .stdout, text: String(repeating: "x", count: 8192))
        // The first keeps the thread busy until all the others have come.
        delivery.deliver([line], to: logger)
        #expect(sink.began.wait(timeoutNanoseconds: 60_000_000_000) != nil)
        let count = 6000
        let kept = LogDelivery.maximumBytes / (8192 + OutputFlow.lineCost)
        for _ in 0..<(count / 10) { delivery.deliver(Array(repeating: line, count: 10), to: logger) }
        // It is full: what is no longer than the rest still gets in, and nothing after that.
        let rest = LogDelivery.maximumBytes - kept * (8192 + OutputFlow.lineCost) - OutputFlow.lineCost
        let last = String(repeating: "y", count: rest)
        for text in [last, "", "short"] { delivery.note(.notice, text, to: logger) }
        sink.mayGoOn.fulfil(())
        delivery.flush(timeoutNanoseconds: 60_000_000_000)
        // The count of what was dropped is logged after that.
        delivery.flush(timeoutNanoseconds: 60_000_000_000)
        let texts = sink.texts.withLock { $0 }
        #expect(texts.count { $0 == line.text } == 1 + kept && texts.contains(last))
        #expect(texts.contains { $0.hasPrefix("\(count - kept + 2) lines of plugins' output were dropped") })
        // There is room again.
        delivery.deliver([LogLine(stream: .stdout, text: "later")], to: logger)
        delivery.flush(timeoutNanoseconds: 60_000_000_000)
        #expect(sink.texts.withLock { $0.last } == "later")
    }
}

/// A log handler that waits with its first line.
private final class SlowSink: Sendable {
    let texts = Locked<[String]>([])
    let began = OneShot<Void>()
    let mayGoOn = OneShot<Void>()

    var handler: Handler { Handler(sink: self) }

    struct Handler: LogHandler {
        let sink: SlowSink
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            sink.began.fulfil(())
            _ = sink.mayGoOn.wait(timeoutNanoseconds: 60_000_000_000)
            sink.texts.withLock { $0.append(event.message.description) }
        }
    }
}
