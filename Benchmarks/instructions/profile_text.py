"""Where the instructions of a call lie: by function, by line, and one by one."""

import shutil
import subprocess
from collections import defaultdict

# The debug information of inlined code makes of each instruction a stack of functions, innermost first.
TOOL = "llvm-symbolizer"


def write(places, folder):
    """Writes a file for each case and side."""
    folder.mkdir(parents=True, exist_ok=True)
    stacks = symbols({(place["path"], place["offset"]) for place in places})
    groups = defaultdict(list)
    for place in places:
        window = f"-x{place['window']}" if place["window"] > 1 else ""
        size = f"-{place['payloadBytes']}" if place["payloadBytes"] else ""
        groups[f"{place['case']}{size}{window}-{place['side']}"].append(place)
    for name, group in groups.items():
        (folder / f"{name}.txt").write_text(text(group, stacks), encoding="utf-8")
    print(f"Where the instructions lie: {folder}")


def text(places, stacks):
    functions, lines, trees = defaultdict(float), defaultdict(float), defaultdict(float)
    for place in places:
        stack = stacks[place["path"], place["offset"]]
        innermost = stack[0]
        functions[innermost[0]] += place["perCall"]
        lines[f"{innermost[1]}  {innermost[0]}"] += place["perCall"]
        trees[" < ".join(frame[0] for frame in stack)] += place["perCall"]
    total = sum(place["perCall"] for place in places)
    parts = [f"{total:.1f} instructions a call, with what a run costs once"]
    for title, counts in (("By function, inlined ones too", functions), ("By line", lines),
                          ("By function and what it is inlined into", trees)):
        rows = sorted(counts.items(), key=lambda entry: -entry[1])
        parts.append("\n".join([f"\n{title}\n"] + [f"{count:9.2f}  {name}" for name, count in rows]))
    order = sorted(places, key=lambda place: (place["path"], place["offset"]))
    each = []
    for place in order:
        function, where = stacks[place["path"], place["offset"]][0]
        each.append(f"{place['perCall']:9.2f}  {place['path'].split('/')[-1]}+{place['offset']:#x}  {where}  {function}")
    return "\n".join(parts + ["\nOne by one\n"] + each) + "\n"


def symbols(addresses):
    """A list of (function, file:line) for each (path, offset), innermost first."""
    found = {address: [(f"{address[0].split('/')[-1] or 'somewhere'}+{address[1]:#x}", "?")] for address in addresses}
    by_path = defaultdict(list)
    for path, offset in addresses:
        by_path[path].append(offset)
    if shutil.which(TOOL) is None:
        print(f"There is no {TOOL} here (Debian: llvm), so that instructions have no names.")
        return found
    for path, offsets in by_path.items():
        if not path.startswith("/"):
            continue
        shift = shifts(path)
        queries = "".join(f"{offset + shift(offset):#x}\n" for offset in offsets)
        done = subprocess.run([TOOL, f"--obj={path}", "--inlines", "--functions=linkage", "--no-demangle"],
                              input=queries, capture_output=True, text=True, check=False)
        for offset, block in zip(offsets, done.stdout.split("\n\n")):
            lines = [line for line in block.split("\n") if line]
            frames = [(lines[place], short(lines[place + 1])) for place in range(0, len(lines) - 1, 2)]
            if frames and frames[0][0] != "??":
                found[path, offset] = frames
    return demangled(found)


def short(where):
    """The last two parts of a path, and the line."""
    return "/".join(where.rsplit(":", 1)[0].split("/")[-2:])


def demangled(found):
    names = sorted({frame[0] for frames in found.values() for frame in frames})
    tool = shutil.which("swift-demangle")
    command = [tool] if tool else ["swift", "demangle"]
    done = subprocess.run(command + ["--simplified"], input="\n".join(names) + "\n", capture_output=True, text=True, check=False)
    clear = done.stdout.split("\n")
    if done.returncode != 0 or len(clear) < len(names):
        return found
    table = dict(zip(names, clear))
    return {address: [(table[name], where) for name, where in frames] for address, frames in found.items()}


def shifts(path):
    """What to add to an offset in a file to get the address that its debug information uses."""
    done = subprocess.run(["readelf", "--wide", "--program-headers", path], capture_output=True, text=True, check=False)
    loads = []
    for line in done.stdout.split("\n"):
        words = line.split()
        if words[:1] == ["LOAD"]:
            offset, address, size = int(words[1], 16), int(words[2], 16), int(words[4], 16)
            loads.append((offset, size, address - offset))

    def shift(offset):
        for start, size, difference in loads:
            if start <= offset < start + size:
                return difference
        return 0

    return shift
