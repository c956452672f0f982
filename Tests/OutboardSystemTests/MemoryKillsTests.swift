import OutboardSystem
import Testing

@Suite("Kills for want of memory")
struct MemoryKillsTests {
    @Test("The file is that of the control group, in both versions, or of the machine")
    func files() {
        #expect(
            MemoryKills.candidates("0::/user.slice/app.scope\n")
                == [
                    "/sys/fs/cgroup/user.slice/app.scope/memory.events",
                    "/sys/fs/cgroup/unified/user.slice/app.scope/memory.events", "/proc/vmstat",
                ])
        #expect(MemoryKills.candidates("0::/").first == "/sys/fs/cgroup/memory.events")
        let first = MemoryKills.candidates("9:name=systemd:/a\n4:cpu,memory:/b:c\n0::/\nnonsense")
        #expect(
            first.prefix(2) == [
                "/sys/fs/cgroup/memory/b:c/memory.oom_control", "/sys/fs/cgroup/memory/memory.oom_control",
            ])
    }

    @Test("The count is found among others, and is none where there is none")
    func counts() {
        #expect(MemoryKills.count(in: "low 0\noom 3\noom_kill 2\noom_group_kill 1\n") == 2)
        #expect(MemoryKills.count(in: "oom_kill_disable 0\nunder_oom 0\noom_kill 0") == 0)
        #expect(MemoryKills.count(in: "oom_kill_disable 0\noom_kill many") == nil)
        #expect(MemoryKills.count(in: "") == nil)
        // Linux 4.13 and newer have at least the machine's.
        #expect(MemoryKills.nearby.count != nil)
    }
}
