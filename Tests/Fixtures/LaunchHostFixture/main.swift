// A host for the tests of host death: starts processes that get descriptor 5, and waits to be killed.
//
//   LaunchHostFixture PROGRAM once     one process, started for a thread that ends at once; then writes a byte to 5
//   LaunchHostFixture PROGRAM always   one process after the other, for ever

import Glibc
import OutboardSystem

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    exit(64)
}
let plan = LaunchPlan(
    executable: arguments[1],
    arguments: ["LaunchFixture", "sleep"],
    descriptors: [(target: 5, source: 5)]
)

@Sendable func launch() -> Bool {
    do throws(LaunchFailure) {
        // Nobody collects it: this program ends before.
        let child = try ChildProcess.launch(plan)
        return child.pid > 0
    } catch {
        return false
    }
}

switch arguments[2] {
case "once":
    let done = OneShot<Bool>()
    try DedicatedThread.start(named: "caller") {
        done.fulfil(LaunchThread.shared.run { launch() })
    }
    guard done.wait() == true else {
        exit(1)
    }
    usleep(50_000)
    _ = unsafe write(5, "x", 1)
    while true {
        pause()
    }
default:
    while LaunchThread.shared.run({ launch() }) {}
    exit(1)
}
