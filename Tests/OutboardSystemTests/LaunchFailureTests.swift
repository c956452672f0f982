import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct LaunchFailureTests {
    private let directory = TemporaryDirectory()

    @Test func `names the step and the error`() throws {
        let script = directory.write("script", "no program\n", mode: 0o755)
        let plain = directory.write("plain", "no program\n", mode: 0o644)
        func plan(_ executable: String) -> LaunchPlan {
            LaunchPlan(executable: executable, arguments: ["x", "exit", "0"])
        }
        expect(plan("/nonexistent"), .open, .noSuchFileOrDirectory)
        expect(plan("/etc/passwd/x"), .open, .notDirectory)
        expect(plan(script), .exec, .execFormatError)
        expect(plan(plain), .exec, .permissionDenied)
        expect(plan("/usr"), .exec, .permissionDenied)

        var changed = plan(Fixture.launch)
        changed.arguments = [String(repeating: "x", count: 3 << 20)]
        expect(changed, .exec, .argListTooLong)

        changed = plan(Fixture.launch)
        changed.workingDirectory = "/nonexistent"
        expect(changed, .workingDirectory, .noSuchFileOrDirectory)

        changed = plan(Fixture.launch)
        changed.descriptors = [(target: 0, source: 1_000_000)]
        expect(changed, .descriptors, .badFileDescriptor)
        changed.descriptors = [(target: Int32.max - 2, source: 0)]
        expect(changed, .descriptors, .invalidArgument)

        changed = plan(Fixture.launch)
        changed.openFilesLimit = .max
        expect(changed, .limits, .notPermitted)
    }

    @Test func `a FIFO in the place of a program holds nobody up`() async {
        await #expect(processExitsWith: .success) {
            alarm(60)
            let directory = TemporaryDirectory()
            let fifo = directory.path + "/fifo"
            #expect(unsafe mkfifo(fifo, 0o755) == 0)
            #expect(throws: LaunchFailure(step: .exec, errno: .permissionDenied)) {
                _ = try Fixture.start(LaunchPlan(executable: fifo, arguments: ["x"]))
            }
            #expect(ExecutableFile.diagnose(path: fifo) == "it is not a regular file")
        }
    }

    @Test func `finds what C would misread before it starts anything`() {
        var plan = LaunchPlan(executable: Fixture.launch, arguments: ["a\0b"])
        expect(plan, .plan, .invalidArgument)
        plan.arguments = ["x"]
        plan.environment = ["A=\0"]
        expect(plan, .plan, .invalidArgument)
        plan.environment = []
        plan.openFilesLimit = -1
        expect(plan, .plan, .invalidArgument)
        plan.openFilesLimit = nil
        for descriptors: [(target: Int32, source: Int32)] in [[(0, 1), (0, 2)], [(-1, 1)], [(0, -1)], [(.max, 1)]] {
            plan.descriptors = descriptors
            expect(plan, .plan, .badFileDescriptor)
        }
    }

    @Test func `leaves no child, no descriptor and no memory behind`() {
        let plan = LaunchPlan(executable: "/usr", arguments: ["x"])
        let before = Holdings()
        for _ in 0..<1000 {
            expect(plan, .exec, .permissionDenied)
        }
        let after = Holdings()
        // Other tests come and go meanwhile; a thousand leaked ones would show.
        #expect(after.children < before.children + 200)
        #expect(after.descriptors < before.descriptors + 200)
        #expect(after.mappings < before.mappings + 200)
    }

    /// Each system call that a child makes, refused by a filter, shows up as its own step.
    @Test(arguments: ForbiddenCall.all)
    func `reports each step`(_ call: ForbiddenCall) throws {
        let lines = try launch(without: call)
        let last = try #require(lines.last)
        try #require(!last.hasPrefix("unsupported"))
        #expect(last == "step \(call.step.rawValue) \(call.error)")
    }

    @Test(arguments: [EPERM, ENOSYS])
    func `closes inherited descriptors without close_range too`(_ error: Int32) throws {
        let call = ForbiddenCall(number: 436, step: .closeRange, error: error)
        let lines = try launch(without: call)
        #expect(lines.last == "step 0 0")
        #expect(lines.filter { $0.hasPrefix("descriptor ") }.map { $0.split(separator: " ")[1] } == ["1"])
    }

    @Test func `lists and closes any number of descriptors`() throws {
        let pipe = try Pipe()
        let child = try Fixture.start(["close-listed"], descriptors: [(target: 1, source: pipe.writeEnd.raw)])
        _ = child.status()
        let report = Report(pipe.split { readEnd, writeEnd in Self.read(readEnd, closing: writeEnd) })
        #expect(report.value("result") == "0")
        #expect(report.descriptors.keys.sorted() == [1, 100])
    }

    @Test func `speaks in words`() {
        let failure = LaunchFailure(step: .workingDirectory, errno: .noSuchFileOrDirectory)
        #expect(failure.description == "changing the working directory failed: No such file or directory")
        #expect(Set(LaunchFailure.Step.allCases.map(\.name)).count == LaunchFailure.Step.allCases.count)
    }

    private func expect(
        _ plan: LaunchPlan,
        _ step: LaunchFailure.Step,
        _ errno: Errno,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: LaunchFailure(step: step, errno: errno), sourceLocation: sourceLocation) {
            _ = try Fixture.start(plan)
        }
    }

    private func launch(without call: ForbiddenCall) throws -> [String] {
        let pipe = try Pipe()
        let child = try Fixture.start(
            ["filtered", "\(call.number)", "\(call.argument)", "\(call.error)"],
            descriptors: [(target: 1, source: pipe.writeEnd.raw)]
        )
        _ = child.status()
        let text = pipe.split { readEnd, writeEnd in Self.read(readEnd, closing: writeEnd) }
        return text.split(separator: "\n").map(String.init)
    }

    private static func read(_ readEnd: borrowing OwnedDescriptor, closing: consuming OwnedDescriptor) -> String {
        close(closing.release())
        return OpenFile.text(of: readEnd.raw) ?? "no end"
    }
}

/// What a process has that a launch might leave behind.
private struct Holdings {
    var children: Int
    var descriptors: Int
    var mappings: Int

    init() {
        let lines = LaunchThread.shared.run { OpenFile.lines(of: "/proc/thread-self/children") }
        children = lines.joined().split(separator: " ").count
        descriptors = (0..<Int32(8192)).count { fcntl($0, F_GETFD) >= 0 }
        mappings = OpenFile.lines(of: "/proc/self/maps").count
    }
}
