# bash completion of lyncgate. Commands and options come from the tool's own --help, so they are never out of date.

_lyncgate() {
    local tool=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word != -* ]] && command=$word && break
    done
    COMPREPLY=()
    if [[ -z $command ]]; then
        local choices
        if [[ $current == -* ]]; then
            choices='--help --version'
        else
            choices=$("$tool" --help 2>/dev/null | awk '/^Subcommands:/ {on = 1; next} !NF {on = 0} on && /^  [a-z]/ {print $1}')
        fi
        mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
        return
    fi
    local help
    help=$("$tool" "$command" --help 2>/dev/null)
    case $previous in
    --site) mapfile -t COMPREPLY < <(compgen -f -X '!*.y*ml' -- "$current" && compgen -d -- "$current") ;;
    --rules) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    --dialect) mapfile -t COMPREPLY < <(compgen -W 'iptables-save pf asa' -- "$current") ;;
    --firewall | --request | --shard | --date | --packet | --in | --check | --topic | --role | --product | --explain) ;;
    --*)
        # Options with a fixed choice of values print it: --color TEXT:{auto,always,never}
        local values
        values=$(sed -n "s/^ *\(-.,\)\{0,1\}${previous} [^{]*{\([^}]*\)}.*/\2/p" <<<"$help" | tr ',' ' ')
        if [[ -n $values ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
            return
        fi
        ;;&
    *)
        if [[ $current == -* ]]; then
            local options
            options=$(grep -oE '^ +(-[a-zA-Z],)?--[a-z0-9-]+' <<<"$help" | grep -oE -- '--[a-z0-9-]+')
            mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        else
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
        fi
        ;;
    esac
    compopt -o filenames 2>/dev/null || true
}
complete -F _lyncgate lyncgate
