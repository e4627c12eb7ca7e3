# fish completion of lyncgate. Commands and options come from the tool's own --help, so they are never out of date.

function __lyncgate_commands
    lyncgate --help 2>/dev/null | awk '/^Subcommands:/ {on = 1; next} !NF {on = 0} on && /^  [a-z]/ {name = $1; $1 = ""; print name "\t" substr($0, 2)}'
end

function __lyncgate_command
    for word in (commandline -opc)[2..-1]
        if not string match -q -- '-*' $word
            echo $word
            return 0
        end
    end
    return 1
end

function __lyncgate_options
    lyncgate (__lyncgate_command) --help 2>/dev/null | grep -oE '^ +(-[a-zA-Z],)?--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+'
end

# Options with a fixed choice of values print it: --color TEXT:{auto,always,never}
function __lyncgate_values
    set -l previous (commandline -opc)[-1]
    switch $previous
        case --dialect
            printf '%s\n' iptables-save pf asa
        case '--*'
            lyncgate (__lyncgate_command) --help 2>/dev/null | sed -n "s/^ *\(-.,\)\{0,1\}$previous [^{]*{\([^}]*\)}.*/\2/p" | tr ',' '\n'
    end
end

complete -c lyncgate -n 'not __lyncgate_command' -f -a '(__lyncgate_commands)'
complete -c lyncgate -n 'not __lyncgate_command' -l help -d 'what there is'
complete -c lyncgate -n 'not __lyncgate_command' -l version
complete -c lyncgate -n '__lyncgate_command; and string match -q -- "-*" (commandline -ct)' -a '(__lyncgate_options)'
complete -c lyncgate -n '__lyncgate_command' -n 'test -n "$(__lyncgate_values)"' -f -a '(__lyncgate_values)'
