import Foundation
import SystemPackage

/// Shows an Outboard plugin at work: every method of `UserManager`, what a call costs, and what a crash looks like.
@main
struct UserManagerDemo {
    static func main() {
        do {
            switch try DemoCommand(Array(CommandLine.arguments.dropFirst())) {
            case .help: try FileDescriptor.standardOutput.say(DemoCommand.usage)
            case .echo: try FloorEcho.run()
            case .generate(let count, let path): try generate(count, path)
            case .run(let userFile): try DemoTour(userFile: userFile ?? sampleUsers()).run()
            }
        } catch let error as UsageError {
            fail("\(error.message)\n\(DemoCommand.usage)", status: EX_USAGE)
        } catch {
            fail("\(error)\n", status: 1)
        }
    }

    /// The file that is built into the package.
    private static func sampleUsers() throws -> String {
        guard let url = Bundle.module.url(forResource: "users", withExtension: "json") else {
            throw DemoFailure("users.json is not where the build put it; name a file with --users")
        }
        return url.path(percentEncoded: false)
    }

    private static func generate(_ count: Int, _ path: String) throws {
        let byteCount = try UserFileGenerator(count: count).write(to: path)
        try FileDescriptor.standardOutput.say("wrote \(count.grouped) users, \(byteCount.grouped) bytes, to \(path)\n")
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        try? FileDescriptor.standardError.say("user-manager-demo: \(message)")
        exit(status)
    }
}
