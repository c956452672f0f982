import OutboardSystem
import Testing

@testable import Outboard
@testable import OutboardCore

@Suite struct EndReportTests {
    private func fate(_ status: OutboardSystem.ExitStatus, _ reason: EndReason?, tail: [String] = []) -> CallFate {
        EndReport(title: "plugin p (pid 1)", path: "/p", status: status, reason: reason, tail: tail).fate
    }

    @Test func `a process that ended by itself is reported with its own status`() {
        let own: [OutboardSystem.ExitStatus] = [
            .exited(code: 0), .exited(code: 3), .signaled(signal: 31, coreDumped: false),
        ]
        for status in own {
            #expect(fate(status, .hungUp).message == fate(status, nil).message)
            #expect(!fate(status, .hungUp).message.contains("killed"))
        }
        let killed = fate(.signaled(signal: 9, coreDumped: false), .hungUp)
        #expect(killed.code == .lost && killed.message == "plugin p (pid 1) closed its control socket and was killed")
    }

    @Test func `an unknown status says why it is unknown`() {
        #expect(fate(.unknown, nil).message.contains("is unknown: something else in the host"))
        #expect(fate(.unknown, .stopped).message == "plugin p (pid 1) was stopped by the host")
        let start = EndReport(title: "plugin p (pid 1)", path: "/p", status: .unknown, reason: nil, tail: ["last"])
        #expect(start.startError.code == .startFailed)
        #expect(start.startError.message.contains("how is unknown, because something else"))
        #expect(start.startError.message.contains("last"))
    }

    @Test func `the reason of the host wins over the status`() {
        let kill = OutboardSystem.ExitStatus.signaled(signal: 9, coreDumped: false)
        #expect(fate(kill, .violated(ProtocolViolation("it lied"))).code == .violated)
        #expect(fate(kill, .stopTimeout(.seconds(2))).message.contains("did not exit within 2.0 seconds"))
        #expect(fate(kill, .startTimeout(.seconds(2))).message.contains("did not complete the handshake"))
        #expect(fate(kill, .stopped).message == "plugin p (pid 1) was stopped by the host")
        #expect(fate(.exited(code: 4), .stopped).message.hasSuffix("stopped by the host and ended with exit status 4"))
    }

    @Test(arguments: [4, 5, 6, 9, 11] as [Int32])
    func `one that dies without a word may have been refused a system call`(_ signal: Int32) {
        func message(_ tail: [String], _ hasFewCalls: Bool) -> String {
            var report = EndReport(
                title: "plugin p (pid 1)", path: "/p", status: .signaled(signal: signal, coreDumped: false),
                reason: nil,
                tail: tail)
            report.hasFewCalls = hasFewCalls
            #expect(report.fate.message.hasPrefix(report.note))
            return report.note
        }
        #expect(message([], true).contains("OUTBOARD_SANDBOX=none") == (signal < 9))
        #expect(!message(["Fatal error: told to"], true).contains("OUTBOARD_SANDBOX"))
        #expect(!message([], false).contains("OUTBOARD_SANDBOX"))
    }

    @Test func `the log is as loud as the end was unexpected`() {
        func level(_ status: OutboardSystem.ExitStatus, _ reason: EndReason?, isLeftBehind: Bool = false) -> String {
            let report = EndReport(
                title: "plugin p (pid 1)", path: "/p", status: status, reason: reason, tail: [],
                isLeftBehind: isLeftBehind)
            return "\(report.level)"
        }
        let kill = OutboardSystem.ExitStatus.signaled(signal: 9, coreDumped: false)
        #expect(level(.exited(code: 0), .stopped) == "debug" && level(kill, .stopped) == "debug")
        #expect(level(.exited(code: 0), nil) == "notice")
        #expect(level(.exited(code: 3), nil) == "warning" && level(.exited(code: 3), .stopped) == "warning")
        #expect(level(kill, nil) == "warning" && level(kill, .stopTimeout(.seconds(2))) == "warning")
        #expect(level(kill, .stopped, isLeftBehind: true) == "critical")
    }

    @Test("A kill that nobody here sent is put down to want of memory only when the kernel has killed for that")
    func outOfMemory() {
        func report(_ status: OutboardSystem.ExitStatus, _ reason: EndReason?, _ kills: Int) -> EndReport {
            EndReport(
                title: "plugin p (pid 1)", path: "/p", status: status, reason: reason, tail: [], memoryKills: kills)
        }
        let killed = OutboardSystem.ExitStatus.signaled(signal: 9, coreDumped: false)
        #expect(report(killed, nil, 1).isOutOfMemory)
        #expect(report(killed, nil, 1).fate.message.contains("likely because memory ran out"))
        #expect(!report(killed, nil, 0).isOutOfMemory)
        #expect(!report(killed, .stopped, 1).isOutOfMemory)
        #expect(!report(.signaled(signal: 11, coreDumped: false), nil, 1).isOutOfMemory)
    }
}
