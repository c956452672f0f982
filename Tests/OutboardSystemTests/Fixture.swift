import Glibc
import OutboardSystem

/// The programs that tests start; SwiftPM puts them beside the test program.
enum Fixture {
    static let launch = path(of: "LaunchFixture")
    static let launchHost = path(of: "LaunchHostFixture")

    private static func path(of name: String) -> String {
        let limit = Int(PATH_MAX)
        let own = unsafe String(unsafeUninitializedCapacity: limit) { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                guard let first = characters.baseAddress else { return 0 }
                return max(0, unsafe readlink("/proc/self/exe", first, limit))
            }
        }
        let directory = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return directory + "/" + name
    }

    /// Starts a plan on the thread that may.
    static func start(_ plan: LaunchPlan) throws -> Child {
        let result = LaunchThread.shared.run { () -> Result<Child, LaunchFailure> in
            do throws(LaunchFailure) {
                return .success(Child(try ChildProcess.launch(plan)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Starts the launch fixture.
    static func start(
        _ arguments: [String],
        environment: [String] = [],
        descriptors: [(target: Int32, source: Int32)] = []
    ) throws -> Child {
        try start(
            LaunchPlan(
                executable: launch,
                arguments: ["LaunchFixture"] + arguments,
                environment: environment,
                descriptors: descriptors
            ))
    }
}
