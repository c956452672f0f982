import Testing

@testable import Outboard

/// What a manifest asks for beside what a host grants.
@Suite struct SandboxNeedsTests {
    @Test func `calls are granted by the option for them`() {
        var sandbox = PluginSandbox()
        let needs = ["calls pipe2 fcntl", "calls all", "calls", "read /a"]
        #expect(SandboxNeeds.refused(needs, sandbox: sandbox) == needs)
        sandbox.readyCalls = .few(and: ["fcntl", "pipe2", "poll"])
        #expect(SandboxNeeds.refused(needs, sandbox: sandbox) == ["calls all", "calls", "read /a"])
        sandbox.readyCalls = .few(and: ["pipe2"])
        #expect(SandboxNeeds.refused(needs, sandbox: sandbox) == needs)
        sandbox.readyCalls = .unchanged(because: "it is tried")
        sandbox.grants = [.read("/a")]
        // Without any names it asks for nothing that there is.
        #expect(SandboxNeeds.refused(needs, sandbox: sandbox) == ["calls"])
    }

    @Test func `a grant brings calls along`() {
        let needs = ["calls newfstatat getcwd", "calls newfstatat unlink", "calls sendto"]
        #expect(SandboxNeeds.refused(needs, sandbox: PluginSandbox()) == needs)
        #expect(SandboxNeeds.refused(["calls read futex"], sandbox: PluginSandbox()).isEmpty)
        #expect(SandboxNeeds.refused(needs, sandbox: .granting(.read("/a"))) == Array(needs.dropFirst()))
        #expect(SandboxNeeds.refused(needs, sandbox: .granting(.write("/a"))) == [needs[2]])
        #expect(SandboxNeeds.refused(needs, sandbox: .granting(.network)) == [needs[1]])
        // These depend on their arguments.
        #expect(SandboxNeeds.refused(["calls socket"], sandbox: .granting(.network)) == ["calls socket"])
        var sandbox = PluginSandbox.granting(.read("/a"))
        sandbox.readyCalls = .few(and: ["unlink"])
        #expect(SandboxNeeds.refused(needs, sandbox: sandbox) == [needs[2]])
    }

    @Test func `with processes all calls are kept`() {
        let sandbox = PluginSandbox.granting(.processes)
        #expect(SandboxNeeds.refused(["calls all", "calls pipe2"], sandbox: sandbox) == [])
    }
}
